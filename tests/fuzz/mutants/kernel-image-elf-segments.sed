# daemon/formats/elf-kind.c
s/ && offset <= size && size - offset >= 4//
