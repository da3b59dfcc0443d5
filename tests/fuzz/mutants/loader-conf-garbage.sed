# daemon/formats/loader-conf.c
s/text = end + 1/text = end + 2/
