# daemon/formats/arm64-image.c
s/kx_bytes_at (head, head_size, MAGIC,/kx_bytes_at (head, G_MAXSIZE, MAGIC,/
