# daemon/formats/decompress.c
s/work->size - work->used) == compression/work->size) == compression/
