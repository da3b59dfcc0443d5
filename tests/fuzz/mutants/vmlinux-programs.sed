# daemon/formats/vmlinux.c
s/start > size || (guint64) n \* sizeof (Elf64_Phdr) > size - start/FALSE/
