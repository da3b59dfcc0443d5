# daemon/formats/vmlinux.c
s/start > size || length > size - start/FALSE/
