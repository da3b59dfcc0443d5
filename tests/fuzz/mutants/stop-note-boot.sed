# daemon/restart/stop-note.c
s/return !group.bad \&\& \*note->boot_id != .\\0.;/return TRUE;/
