# daemon/formats/mountinfo.c
s/dash + 2 >= n || //
