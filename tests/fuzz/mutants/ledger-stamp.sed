# daemon/restart/ledger.c
s/ || armed->stamp == NULL//
