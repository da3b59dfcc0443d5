# daemon/formats/decompress.c
s/work->size - work->used == SIZE_MARK/work->size - work->used <= SIZE_MARK/
