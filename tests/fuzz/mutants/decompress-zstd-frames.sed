# daemon/formats/decompress-zstd.c
s/work->size - work->used)$/work->size)/
