# What systemd-shutdown starts right before the machine goes down: it knows the formats, nothing else.

SHUTDOWN_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/shutdown
SHUTDOWN_LIBS = libkx-shutdown.a libkx-formats.a

noinst_LIBRARIES += libkx-shutdown.a
libkx_shutdown_a_CPPFLAGS = $(SHUTDOWN_CPPFLAGS)
libkx_shutdown_a_CFLAGS = $(AM_CFLAGS)
libkx_shutdown_a_SOURCES = \
	daemon/shutdown/attempt.c \
	daemon/shutdown/attempt.h \
	daemon/shutdown/below.c \
	daemon/shutdown/below.h \
	daemon/shutdown/hook.c \
	daemon/shutdown/hook.h

systemdshutdown_PROGRAMS = kexecd-shutdown
kexecd_shutdown_CPPFLAGS = $(SHUTDOWN_CPPFLAGS)
kexecd_shutdown_CFLAGS = $(AM_CFLAGS)
kexecd_shutdown_SOURCES = daemon/shutdown/main.c
kexecd_shutdown_LDADD = $(SHUTDOWN_LIBS) $(GIO_LIBS)
