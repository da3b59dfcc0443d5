# daemon/formats/acpi-fadt.c
s/ || length > size//
