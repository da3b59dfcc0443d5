# daemon/formats/elf.c
s/ && offset <= size && size - offset >= 4//
