# What notes down when all services have stopped: a program of its own, for it outlives the daemon. It
# takes a few things of the rooms disk/ and system/, and nothing of service/.

STOPPED_CPPFLAGS = $(DISK_CPPFLAGS) $(PURGATORY_CPPFLAGS) -I$(top_srcdir)/daemon/system -I$(top_srcdir)/daemon/stopped
STOPPED_LIBS = libkx-stopped.a libkx-system.a libkx-disk.a libkx-restart.a libkx-formats.a $(SYSTEMD_LIBS)

noinst_LIBRARIES += libkx-stopped.a
libkx_stopped_a_CPPFLAGS = $(STOPPED_CPPFLAGS)
libkx_stopped_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
libkx_stopped_a_SOURCES = \
	daemon/stopped/jobs.c \
	daemon/stopped/jobs.h \
	daemon/stopped/note.c \
	daemon/stopped/note.h

libexec_PROGRAMS += kexecd-stopped
kexecd_stopped_CPPFLAGS = $(STOPPED_CPPFLAGS)
kexecd_stopped_CFLAGS = $(AM_CFLAGS)
kexecd_stopped_SOURCES = daemon/stopped/main.c
kexecd_stopped_LDADD = $(STOPPED_LIBS) $(GIO_LIBS)
