# daemon/formats/decompress-gzip.c
s/work->size - work->used)$/work->size)/
