# daemon/formats/zboot.c
s/file_size < zboot->declared_size/FALSE/
