# daemon/formats/module-lists.c
s/text += \*text == '\\\\' && text\[1\] == '\\n' ? 2 : 1;/text += *text == '\\\\' ? 2 : 1;/
