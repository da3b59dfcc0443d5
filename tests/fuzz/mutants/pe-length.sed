# daemon/formats/pe.c
s/offset <= size && length <= size - offset/offset <= size/
