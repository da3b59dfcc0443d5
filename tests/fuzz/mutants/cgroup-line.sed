# daemon/formats/cgroup.c
s/length + (misc_current\[length\] == '\\n')/length + 1/
