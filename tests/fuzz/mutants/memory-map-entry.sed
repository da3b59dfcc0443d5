# daemon/load/e820.c
s/size >= ENTRY_SIZE/size > 0/
