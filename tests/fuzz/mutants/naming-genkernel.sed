# daemon/boot/naming.c
s/version != NULL && g_ascii_isdigit/g_ascii_isdigit/
