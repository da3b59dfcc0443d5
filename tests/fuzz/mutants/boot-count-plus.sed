# daemon/formats/boot-count.c
s/plus != NULL ? plus + 1 : ""/plus + 1/
