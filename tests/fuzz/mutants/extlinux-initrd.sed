# daemon/formats/extlinux-label.c
s/found != append \&\& //
