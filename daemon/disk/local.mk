# The room disk/ of the daemon.

DISK_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/boot -I$(top_srcdir)/daemon/load -I$(top_srcdir)/daemon/restart -I$(top_srcdir)/daemon/disk
DISK_LIBS = libkx-disk.a libkx-boot.a libkx-load.a libkx-restart.a $(FORMATS_LIBS) $(JSON_LIBS) $(SODIUM_LIBS)

noinst_LIBRARIES += libkx-disk.a
libkx_disk_a_CPPFLAGS = $(DISK_CPPFLAGS)
libkx_disk_a_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
libkx_disk_a_SOURCES = \
	daemon/disk/aliases.c \
	daemon/disk/aliases.h \
	daemon/disk/architecture.c \
	daemon/disk/architecture.h \
	daemon/disk/auto-entries.c \
	daemon/disk/auto-entries.h \
	daemon/disk/block-devices.c \
	daemon/disk/block-devices.h \
	daemon/disk/boot-partition.c \
	daemon/disk/boot-partition.h \
	daemon/disk/cmdline-source.c \
	daemon/disk/cmdline-source.h \
	daemon/disk/complete.c \
	daemon/disk/complete.h \
	daemon/disk/digest.c \
	daemon/disk/digest.h \
	daemon/disk/efi-requests-reader.c \
	daemon/disk/efi-requests-reader.h \
	daemon/disk/efi.c \
	daemon/disk/efi.h \
	daemon/disk/explain.c \
	daemon/disk/explain.h \
	daemon/disk/extlinux.c \
	daemon/disk/extlinux.h \
	daemon/disk/filesystems.c \
	daemon/disk/filesystems.h \
	daemon/disk/firmware.c \
	daemon/disk/firmware.h \
	daemon/disk/grub.c \
	daemon/disk/grub.h \
	daemon/disk/grub-built-in.c \
	daemon/disk/grub-built-in.h \
	daemon/disk/grub-files.c \
	daemon/disk/grub-files.h \
	daemon/disk/hazard-facts.c \
	daemon/disk/hazard-facts.h \
	daemon/disk/identity.c \
	daemon/disk/identity.h \
	daemon/disk/inspection.c \
	daemon/disk/inspection.h \
	daemon/disk/inspections.c \
	daemon/disk/inspections.h \
	daemon/disk/kernel-file.c \
	daemon/disk/kernel-file.h \
	daemon/disk/kernel-source.c \
	daemon/disk/kernel-source.h \
	daemon/disk/listing.c \
	daemon/disk/listing.h \
	daemon/disk/loader.c \
	daemon/disk/loader.h \
	daemon/disk/memfile.c \
	daemon/disk/memfile.h \
	daemon/disk/mount-table.c \
	daemon/disk/mount-table.h \
	daemon/disk/next-boot.c \
	daemon/disk/next-boot.h \
	daemon/disk/package-manager.c \
	daemon/disk/package-manager.h \
	daemon/disk/plain.c \
	daemon/disk/plain.h \
	daemon/disk/pstore.c \
	daemon/disk/pstore.h \
	daemon/disk/raspberry-pi.c \
	daemon/disk/raspberry-pi.h \
	daemon/disk/read-at.c \
	daemon/disk/read-at.h \
	daemon/disk/root.c \
	daemon/disk/root.h \
	daemon/disk/scan.c \
	daemon/disk/scan.h \
	daemon/disk/settle.c \
	daemon/disk/settle.h \
	daemon/disk/state-file.c \
	daemon/disk/state-file.h \
	daemon/disk/systemd-boot.c \
	daemon/disk/systemd-boot.h \
	daemon/disk/text-file.c \
	daemon/disk/text-file.h \
	daemon/disk/trust.c \
	daemon/disk/trust.h \
	daemon/disk/type1.c \
	daemon/disk/type1.h \
	daemon/disk/type2.c \
	daemon/disk/type2.h \
	daemon/disk/uki.c \
	daemon/disk/uki.h \
	daemon/disk/uki-addons.c \
	daemon/disk/uki-addons.h \
	daemon/disk/uki-file.c \
	daemon/disk/uki-file.h \
	daemon/disk/walk.c \
	daemon/disk/walk.h \
	daemon/disk/watch.c \
	daemon/disk/watch.h \
	daemon/disk/watched.c \
	daemon/disk/watched.h \
	daemon/disk/write-all.c \
	daemon/disk/write-all.h
