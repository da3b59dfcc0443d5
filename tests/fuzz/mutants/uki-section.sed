# daemon/formats/uki-layout.c
s/section->raw_size > 0 && end > file_size/FALSE/
s/file_size < found.declared_size/FALSE/
