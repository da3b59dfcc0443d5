# Fuzzing: the file "targets" lists the targets and says how to add one. All of this prints TAP and
# writes to fuzz-out/ in the build directory only.

FUZZ = KX_SRCDIR='$(abs_top_srcdir)' KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/fuzz/fuzz

# A short sample of each target, on all processors, and the proof that it finds a bound that is missing.
check-fuzz:
	@$(FUZZ) check

# make fuzz FUZZ_SECONDS=600 FUZZ_ONLY="bzimage pe"
fuzz:
	@$(FUZZ) campaign

fuzz-coverage:
	@$(FUZZ) coverage

PHONY_TARGETS += check-fuzz fuzz fuzz-coverage

EXTRA_DIST += $(FUZZ_FILES)
FUZZ_FILES = \
	tests/fuzz/fuzz \
	tests/fuzz/targets \
	tests/fuzz/fuzz.h \
	tests/fuzz/fuzz-decompress.h \
	tests/fuzz/fuzz-kernel.h \
	tests/fuzz/fuzz-acpi-fadt.c \
	tests/fuzz/fuzz-arm64-image.c \
	tests/fuzz/fuzz-bls.c \
	tests/fuzz/fuzz-boot-count.c \
	tests/fuzz/fuzz-boot-params.c \
	tests/fuzz/fuzz-bzimage.c \
	tests/fuzz/fuzz-cgroup.c \
	tests/fuzz/fuzz-cmdline.c \
	tests/fuzz/fuzz-config.c \
	tests/fuzz/fuzz-crypttab.c \
	tests/fuzz/fuzz-decompress-gzip.c \
	tests/fuzz/fuzz-decompress-lz4.c \
	tests/fuzz/fuzz-decompress-lzma.c \
	tests/fuzz/fuzz-decompress-xz.c \
	tests/fuzz/fuzz-decompress-zstd.c \
	tests/fuzz/fuzz-efi-load-option.c \
	tests/fuzz/fuzz-efi-variable.c \
	tests/fuzz/fuzz-entry-glob.c \
	tests/fuzz/fuzz-extlinux.c \
	tests/fuzz/fuzz-fwupd-update.c \
	tests/fuzz/fuzz-grub-menu.c \
	tests/fuzz/fuzz-grub-script.c \
	tests/fuzz/fuzz-grubenv.c \
	tests/fuzz/fuzz-hazard-table.c \
	tests/fuzz/fuzz-initramfs.c \
	tests/fuzz/fuzz-iomem.c \
	tests/fuzz/fuzz-journal.c \
	tests/fuzz/fuzz-kernel-image.c \
	tests/fuzz/fuzz-kernel-text.c \
	tests/fuzz/fuzz-ledger.c \
	tests/fuzz/fuzz-loader-conf.c \
	tests/fuzz/fuzz-memory-map.c \
	tests/fuzz/fuzz-memory-options.c \
	tests/fuzz/fuzz-module-lists.c \
	tests/fuzz/fuzz-mounts.c \
	tests/fuzz/fuzz-naming.c \
	tests/fuzz/fuzz-pe.c \
	tests/fuzz/fuzz-raspberry-config.c \
	tests/fuzz/fuzz-raw-kernel.c \
	tests/fuzz/fuzz-relocations.c \
	tests/fuzz/fuzz-rpm-version.c \
	tests/fuzz/fuzz-schedule.c \
	tests/fuzz/fuzz-setup-header.c \
	tests/fuzz/fuzz-stop-note.c \
	tests/fuzz/fuzz-syslinux-adv.c \
	tests/fuzz/fuzz-uki.c \
	tests/fuzz/fuzz-unbind-list.c \
	tests/fuzz/fuzz-version.c \
	tests/fuzz/fuzz-vmlinux.c \
	tests/fuzz/fuzz-zboot.c \
	tests/fuzz/corpus \
	tests/fuzz/mutants
