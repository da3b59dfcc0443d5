# daemon/formats/elf.c
s/size < HEADER_SIZE || //
