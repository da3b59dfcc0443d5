# daemon/restart/stop-note.c
s/return note->boot_id != NULL \&\& \*note->boot_id != .\\0. \&\& no_ticks/return no_ticks/
