# daemon/formats/bls.c
s/length < 2 ? 0 : length - 2/length - 2/
