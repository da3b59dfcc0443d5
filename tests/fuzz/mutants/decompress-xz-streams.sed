# daemon/formats/decompress-lzma.c
s/work->size - work->used)$/work->size)/
