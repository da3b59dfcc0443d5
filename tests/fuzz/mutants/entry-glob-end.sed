# daemon/boot/entry-glob.c
s/\*p != 0 \&\& \*t != 0 \&\&/*p != 0 \&\&/
