# daemon/formats/bzimage.c
s/MIN (head_size, setup)/setup/
