# daemon/formats/grubenv.c
/^find_newline/,/^}/s/position < size \&\& //
