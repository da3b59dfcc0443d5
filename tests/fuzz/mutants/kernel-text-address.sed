# daemon/system/kernel-text.c
/^kx_address_parse/,/^}/s/text\[i\] != '.0' && strcmp (text + i, "[^"]*") != 0/text[i + 1] != 0/
