# daemon/formats/bzimage-setup.c
s/size < HEADER_END || //
