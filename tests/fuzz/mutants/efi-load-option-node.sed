# daemon/formats/efi-load-option.c
s/length < NODE_HEADER || length > size - offset/length < NODE_HEADER/
