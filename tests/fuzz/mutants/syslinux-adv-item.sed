# daemon/formats/syslinux-adv.c
s/i + 2 <= TAIL \&\& //;s/length > TAIL - i - 2/FALSE/
