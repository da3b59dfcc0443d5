# daemon/formats/efi-variable.c
s/size < ATTRIBUTES/size == 0/
