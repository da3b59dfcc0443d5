# daemon/formats/cgroup.c
s/length <= strlen (PREFIX) + strlen (SUFFIX) || //
