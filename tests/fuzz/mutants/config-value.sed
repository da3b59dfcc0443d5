# daemon/service/config.c
s/value == NULL/FALSE/
