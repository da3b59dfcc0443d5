# The room formats/ of the daemon.

FORMATS_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/dbus -I$(top_srcdir)/daemon/formats
FORMATS_LIBS = libkx-formats.a $(ZLIB_LIBS) $(LZMA_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS) $(ELF_LIBS)

noinst_LIBRARIES += libkx-formats.a
libkx_formats_a_CPPFLAGS = $(FORMATS_CPPFLAGS)
libkx_formats_a_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS) $(LZMA_CFLAGS) $(ZSTD_CFLAGS) $(LZ4_CFLAGS) $(ELF_CFLAGS)
libkx_formats_a_SOURCES = \
	daemon/formats/acpi-fadt.c \
	daemon/formats/acpi-fadt.h \
	daemon/formats/arm64-image.c \
	daemon/formats/arm64-image.h \
	daemon/formats/bls.c \
	daemon/formats/bls.h \
	daemon/formats/boot-count.c \
	daemon/formats/boot-count.h \
	daemon/formats/bytes.h \
	daemon/formats/bzimage.c \
	daemon/formats/bzimage.h \
	daemon/formats/bzimage-setup.c \
	daemon/formats/bzimage-setup.h \
	daemon/formats/cmdline.c \
	daemon/formats/cmdline.h \
	daemon/formats/decompress.c \
	daemon/formats/decompress.h \
	daemon/formats/decompress-codec.h \
	daemon/formats/decompress-gzip.c \
	daemon/formats/decompress-lz4.c \
	daemon/formats/decompress-lzma.c \
	daemon/formats/decompress-zstd.c \
	daemon/formats/device-name.c \
	daemon/formats/device-name.h \
	daemon/formats/efi-load-option.c \
	daemon/formats/efi-load-option.h \
	daemon/formats/efi-variable.c \
	daemon/formats/efi-variable.h \
	daemon/formats/elf-kind.c \
	daemon/formats/elf-kind.h \
	daemon/formats/error.c \
	daemon/formats/error.h \
	daemon/formats/extlinux-config.c \
	daemon/formats/extlinux-config.h \
	daemon/formats/extlinux-label.c \
	daemon/formats/extlinux-label.h \
	daemon/formats/file-kind.c \
	daemon/formats/file-kind.h \
	daemon/formats/fstab.c \
	daemon/formats/fstab.h \
	daemon/formats/fwupd-update.c \
	daemon/formats/fwupd-update.h \
	daemon/formats/grub-command.c \
	daemon/formats/grub-command.h \
	daemon/formats/grub-lexer.c \
	daemon/formats/grub-lexer.h \
	daemon/formats/grub-script.c \
	daemon/formats/grub-script.h \
	daemon/formats/grub-word.c \
	daemon/formats/grub-word.h \
	daemon/formats/grubenv.c \
	daemon/formats/grubenv.h \
	daemon/formats/initramfs.c \
	daemon/formats/initramfs.h \
	daemon/formats/iomem.c \
	daemon/formats/iomem.h \
	daemon/formats/kernel-facts.c \
	daemon/formats/kernel-facts.h \
	daemon/formats/kernel-image.c \
	daemon/formats/kernel-image.h \
	daemon/formats/loader-conf.c \
	daemon/formats/loader-conf.h \
	daemon/formats/memory-options.c \
	daemon/formats/memory-options.h \
	daemon/formats/mountinfo.c \
	daemon/formats/mountinfo.h \
	daemon/formats/os-release.c \
	daemon/formats/os-release.h \
	daemon/formats/pe.c \
	daemon/formats/pe.h \
	daemon/formats/raspberry-board.c \
	daemon/formats/raspberry-board.h \
	daemon/formats/raspberry-config.c \
	daemon/formats/raspberry-config.h \
	daemon/formats/release.c \
	daemon/formats/release.h \
	daemon/formats/riscv-image.c \
	daemon/formats/riscv-image.h \
	daemon/formats/rpm-version.c \
	daemon/formats/rpm-version.h \
	daemon/formats/syslinux-adv.c \
	daemon/formats/syslinux-adv.h \
	daemon/formats/uki-layout.c \
	daemon/formats/uki-layout.h \
	daemon/formats/unbind-list.c \
	daemon/formats/unbind-list.h \
	daemon/formats/version.c \
	daemon/formats/version.h \
	daemon/formats/vmlinux.c \
	daemon/formats/vmlinux.h \
	daemon/formats/vmlinux-relocs.c \
	daemon/formats/vmlinux-relocs.h \
	daemon/formats/zboot.c \
	daemon/formats/zboot.h
