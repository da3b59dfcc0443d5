# Tests of the room disk/.

DISK_TEST_CPPFLAGS = $(DISK_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS) -I$(top_srcdir)/tests/disk -I$(top_srcdir)/tests/formats
DISK_TEST_LIBS = libkx-test.a $(DISK_LIBS) $(GIO_LIBS)
DISK_TEST_TREE = tests/disk/tree.c tests/disk/tree.h $(IMAGE_BUILDER)
DISK_TEST_EFI = tests/disk/tree-efi.c tests/disk/tree-efi.h $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-complete
TESTS += tests/disk/test-complete
tests_disk_test_complete_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_complete_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_complete_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_complete_SOURCES = tests/disk/test-complete.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-digest
TESTS += tests/disk/test-digest
tests_disk_test_digest_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_digest_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_digest_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_digest_SOURCES = tests/disk/test-digest.c

check_PROGRAMS += tests/disk/test-explain
TESTS += tests/disk/test-explain
tests_disk_test_explain_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_explain_CFLAGS = $(TEST_CFLAGS) $(JSON_CFLAGS)
tests_disk_test_explain_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_explain_SOURCES = tests/disk/test-explain.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-extlinux
TESTS += tests/disk/test-extlinux
tests_disk_test_extlinux_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_extlinux_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_extlinux_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_extlinux_SOURCES = tests/disk/test-extlinux.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-filesystems
TESTS += tests/disk/test-filesystems
tests_disk_test_filesystems_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_filesystems_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_filesystems_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_filesystems_SOURCES = tests/disk/test-filesystems.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-efi-requests-reader
TESTS += tests/disk/test-efi-requests-reader
tests_disk_test_efi_requests_reader_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_efi_requests_reader_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_efi_requests_reader_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_efi_requests_reader_SOURCES = tests/disk/test-efi-requests-reader.c $(DISK_TEST_EFI) $(LOAD_OPTION_BUILDER)

check_PROGRAMS += tests/disk/test-firmware
TESTS += tests/disk/test-firmware
tests_disk_test_firmware_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_firmware_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_firmware_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_firmware_SOURCES = tests/disk/test-firmware.c $(DISK_TEST_EFI) $(LOAD_OPTION_BUILDER)

check_PROGRAMS += tests/disk/test-grub
TESTS += tests/disk/test-grub
tests_disk_test_grub_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_grub_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_grub_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_grub_SOURCES = tests/disk/test-grub.c $(DISK_TEST_EFI)

check_PROGRAMS += tests/disk/test-hazard-facts
TESTS += tests/disk/test-hazard-facts
tests_disk_test_hazard_facts_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_hazard_facts_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_hazard_facts_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_hazard_facts_SOURCES = tests/disk/test-hazard-facts.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-identity
TESTS += tests/disk/test-identity
tests_disk_test_identity_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_identity_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_identity_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_identity_SOURCES = tests/disk/test-identity.c

check_PROGRAMS += tests/disk/test-initrds
TESTS += tests/disk/test-initrds
tests_disk_test_initrds_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_initrds_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_initrds_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_initrds_SOURCES = tests/disk/test-initrds.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-inspection
TESTS += tests/disk/test-inspection
tests_disk_test_inspection_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_inspection_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_inspection_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_inspection_SOURCES = tests/disk/test-inspection.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-kernel-file
TESTS += tests/disk/test-kernel-file
tests_disk_test_kernel_file_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_kernel_file_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_kernel_file_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_kernel_file_SOURCES = tests/disk/test-kernel-file.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/disk/test-kernel-source
TESTS += tests/disk/test-kernel-source
tests_disk_test_kernel_source_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_kernel_source_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_kernel_source_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_kernel_source_SOURCES = tests/disk/test-kernel-source.c $(IMAGE_BUILDER)

check_PROGRAMS += tests/disk/test-memfile
TESTS += tests/disk/test-memfile
tests_disk_test_memfile_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_memfile_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_memfile_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_memfile_SOURCES = tests/disk/test-memfile.c

check_PROGRAMS += tests/disk/test-original
TESTS += tests/disk/test-original
tests_disk_test_original_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_original_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_original_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_original_SOURCES = tests/disk/test-original.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-mounts
TESTS += tests/disk/test-mounts
tests_disk_test_mounts_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_mounts_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_mounts_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_mounts_SOURCES = tests/disk/test-mounts.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-package-manager
TESTS += tests/disk/test-package-manager
tests_disk_test_package_manager_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_package_manager_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_package_manager_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_package_manager_SOURCES = tests/disk/test-package-manager.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-pstore
TESTS += tests/disk/test-pstore
tests_disk_test_pstore_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_pstore_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_pstore_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_pstore_SOURCES = tests/disk/test-pstore.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-raspberry-pi
TESTS += tests/disk/test-raspberry-pi
tests_disk_test_raspberry_pi_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_raspberry_pi_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_raspberry_pi_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_raspberry_pi_SOURCES = tests/disk/test-raspberry-pi.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-root
TESTS += tests/disk/test-root
tests_disk_test_root_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_root_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_root_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_root_SOURCES = tests/disk/test-root.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-scan
TESTS += tests/disk/test-scan
tests_disk_test_scan_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_scan_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_scan_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_scan_SOURCES = tests/disk/test-scan.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-settle
TESTS += tests/disk/test-settle
tests_disk_test_settle_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_settle_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_settle_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_settle_SOURCES = tests/disk/test-settle.c

# The calls that tests/disk/disk-model.c stands in front of.
DISK_MODEL_WRAP = -Wl,--wrap=openat,--wrap=openat64,--wrap=write,--wrap=fsync,--wrap=close,--wrap=renameat,--wrap=unlinkat

check_PROGRAMS += tests/disk/test-state-file
TESTS += tests/disk/test-state-file
tests_disk_test_state_file_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_state_file_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_state_file_LDFLAGS = $(AM_LDFLAGS) $(DISK_MODEL_WRAP)
tests_disk_test_state_file_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_state_file_SOURCES = tests/disk/test-state-file.c tests/disk/disk-model.c tests/disk/disk-model.h

check_PROGRAMS += tests/disk/test-systemd-boot
TESTS += tests/disk/test-systemd-boot
tests_disk_test_systemd_boot_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_systemd_boot_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_systemd_boot_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_systemd_boot_SOURCES = tests/disk/test-systemd-boot.c $(DISK_TEST_EFI)

check_PROGRAMS += tests/disk/test-trust
TESTS += tests/disk/test-trust
tests_disk_test_trust_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_trust_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_trust_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_trust_SOURCES = tests/disk/test-trust.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-uki
TESTS += tests/disk/test-uki
tests_disk_test_uki_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_uki_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_uki_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_uki_SOURCES = tests/disk/test-uki.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-watch
TESTS += tests/disk/test-watch
tests_disk_test_watch_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_watch_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_watch_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_watch_SOURCES = tests/disk/test-watch.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-watched
TESTS += tests/disk/test-watched
tests_disk_test_watched_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_watched_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_watched_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_watched_SOURCES = tests/disk/test-watched.c $(DISK_TEST_TREE)

check_PROGRAMS += tests/disk/test-next-boot
TESTS += tests/disk/test-next-boot
tests_disk_test_next_boot_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_next_boot_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_next_boot_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_next_boot_SOURCES = tests/disk/test-next-boot.c $(DISK_TEST_TREE)
