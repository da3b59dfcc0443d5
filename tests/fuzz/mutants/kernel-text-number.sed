# daemon/system/kernel-text.c
/kx_kexec_state_parse/,/^}/s/i < length/i <= length/
