# daemon/formats/memory-options.c
s/\*rest != '\\0' ? \(.*\) : NULL;/\1;/
