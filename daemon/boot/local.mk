# The room boot/ of the daemon.

BOOT_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/boot
BOOT_LIBS = libkx-boot.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-boot.a
libkx_boot_a_CPPFLAGS = $(BOOT_CPPFLAGS)
libkx_boot_a_CFLAGS = $(AM_CFLAGS)
libkx_boot_a_SOURCES = \
	daemon/boot/catalogue.c \
	daemon/boot/catalogue.h \
	daemon/boot/choice.c \
	daemon/boot/choice.h \
	daemon/boot/entry.c \
	daemon/boot/entry.h \
	daemon/boot/entry-glob.c \
	daemon/boot/entry-glob.h \
	daemon/boot/extlinux-default.c \
	daemon/boot/extlinux-default.h \
	daemon/boot/image.c \
	daemon/boot/image.h \
	daemon/boot/menu.c \
	daemon/boot/menu.h \
	daemon/boot/naming.c \
	daemon/boot/naming.h \
	daemon/boot/problems.c \
	daemon/boot/problems.h \
	daemon/boot/systemd-boot-rules.c \
	daemon/boot/systemd-boot-rules.h
