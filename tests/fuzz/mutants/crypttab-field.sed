# daemon/formats/crypttab.c
s/size > 0 && n < N_FIELDS/size > 0/
