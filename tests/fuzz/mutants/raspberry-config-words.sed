# daemon/formats/raspberry-config.c
s/start + n_want <= n_have/start <= n_have/
