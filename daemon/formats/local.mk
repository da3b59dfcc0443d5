# The room formats/ of the daemon.

FORMATS_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/dbus -I$(top_srcdir)/daemon/formats
FORMATS_LIBS = libkx-formats.a 

noinst_LIBRARIES += libkx-formats.a
libkx_formats_a_CPPFLAGS = $(FORMATS_CPPFLAGS)
libkx_formats_a_CFLAGS = $(AM_CFLAGS)
libkx_formats_a_SOURCES = \
	daemon/formats/error.c \
	daemon/formats/error.h
