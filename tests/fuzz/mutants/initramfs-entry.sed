# daemon/formats/initramfs.c
s/if (size - offset < HEADER)/if (FALSE)/
