# daemon/formats/decompress-lz4.c
s/while (work->size - work->used > 4)/while (work->used < work->size)/
