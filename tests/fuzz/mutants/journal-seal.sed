# daemon/restart/journal-text.c
s/size < SEAL_SIZE/FALSE/
