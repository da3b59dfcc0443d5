# daemon/formats/fwupd-update.c
s/size >= FIXED_SIZE/size > 0/
