# daemon/restart/journal-text.c
s/group->bad |= text == NULL;//
