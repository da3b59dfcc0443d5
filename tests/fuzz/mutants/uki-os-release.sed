# daemon/formats/os-release.c
s/text + line < end && text\[line\] != '\\n' && text\[line\] != '\\r'/text[line] != '\\n' \&\& text[line] != '\\r'/
