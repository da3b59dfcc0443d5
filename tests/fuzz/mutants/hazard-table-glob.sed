# daemon/restart/device-hazards.c
0,/while (\*text != '\\0')/s//while (TRUE)/
