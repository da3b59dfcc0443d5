# daemon/formats/elf-kind.c
s/size < HEADER_SIZE || //
