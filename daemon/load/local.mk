# The room load/ of the daemon.

LOAD_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/load
LOAD_LIBS = libkx-load.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-load.a
libkx_load_a_CPPFLAGS = $(LOAD_CPPFLAGS)
libkx_load_a_CFLAGS = $(AM_CFLAGS)
libkx_load_a_SOURCES = \
	daemon/load/plan.c \
	daemon/load/plan.h
