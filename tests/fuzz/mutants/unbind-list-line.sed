# daemon/formats/unbind-list.c
s/memchr (line, '\\n', (gsize) (end - line))/strchr (line, '\\n')/
