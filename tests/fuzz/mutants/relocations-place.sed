# daemon/formats/vmlinux-relocs.c
s/return \*offset <= last;/return TRUE;/
