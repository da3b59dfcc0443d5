# The room restart/ of the daemon.

RESTART_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/restart
RESTART_LIBS = libkx-restart.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-restart.a
libkx_restart_a_CPPFLAGS = $(RESTART_CPPFLAGS)
libkx_restart_a_CFLAGS = $(AM_CFLAGS)
libkx_restart_a_SOURCES =
