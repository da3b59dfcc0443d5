# daemon/formats/iomem.c
s/while (around->len > 0)/while (TRUE)/
