# daemon/formats/bzimage.c
s/head_size < 2 \* SECTOR/FALSE/
