# daemon/restart/schedule.c
s/ && schedule->image != NULL$//
