# daemon/boot/grub-expand.c
/^value_of/,/^}/s/ \&\& number <= count//
