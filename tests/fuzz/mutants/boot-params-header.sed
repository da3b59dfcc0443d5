# daemon/load/boot-params.c
s/header_end > EDD_MBR_SIG_BUFFER || header_end > params->image_size/header_end > EDD_MBR_SIG_BUFFER/
