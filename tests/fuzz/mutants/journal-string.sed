# daemon/formats/key-file-group.c
s/group->bad |= text == NULL;//
