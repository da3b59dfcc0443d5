# daemon/load/raw-kernel.c
s/MIN (size, needed - layout->head.size)/needed - layout->head.size/
