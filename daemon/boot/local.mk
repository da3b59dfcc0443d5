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
	daemon/boot/cold-reason.c \
	daemon/boot/cold-reason.h \
	daemon/boot/efi-requests.c \
	daemon/boot/efi-requests.h \
	daemon/boot/entry.c \
	daemon/boot/entry.h \
	daemon/boot/entry-glob.c \
	daemon/boot/entry-glob.h \
	daemon/boot/extlinux-default.c \
	daemon/boot/extlinux-default.h \
	daemon/boot/grub-blscfg.c \
	daemon/boot/grub-commands.c \
	daemon/boot/grub-default.c \
	daemon/boot/grub-default.h \
	daemon/boot/grub-entries.c \
	daemon/boot/grub-env.c \
	daemon/boot/grub-env.h \
	daemon/boot/grub-expand.c \
	daemon/boot/grub-files.c \
	daemon/boot/grub-loading.c \
	daemon/boot/grub-menu.c \
	daemon/boot/grub-menu.h \
	daemon/boot/grub-number.c \
	daemon/boot/grub-number.h \
	daemon/boot/grub-options.c \
	daemon/boot/grub-options.h \
	daemon/boot/grub-search.c \
	daemon/boot/grub-shell.c \
	daemon/boot/grub-shell.h \
	daemon/boot/grub-test.c \
	daemon/boot/grub-world.h \
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
