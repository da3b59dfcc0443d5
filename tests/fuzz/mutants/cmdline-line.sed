# daemon/formats/cmdline.c
s/i < length && !g_ascii_isspace/!g_ascii_isspace/
