# The room disk/ of the daemon.

DISK_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/boot -I$(top_srcdir)/daemon/load -I$(top_srcdir)/daemon/restart -I$(top_srcdir)/daemon/disk
DISK_LIBS = libkx-disk.a libkx-boot.a libkx-load.a libkx-restart.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-disk.a
libkx_disk_a_CPPFLAGS = $(DISK_CPPFLAGS)
libkx_disk_a_CFLAGS = $(AM_CFLAGS)
libkx_disk_a_SOURCES = \
	daemon/disk/memfile.c \
	daemon/disk/memfile.h \
	daemon/disk/root.c \
	daemon/disk/root.h \
	daemon/disk/scan.h \
	daemon/disk/walk.c \
	daemon/disk/watch.h
