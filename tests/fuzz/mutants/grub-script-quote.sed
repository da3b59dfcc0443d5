# daemon/formats/grub-lexer.c
/^scan_quoted/,/^}/s/position < lexer->size \&\& //
