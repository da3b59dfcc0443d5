# Tests of the room boot/.

BOOT_TEST_CPPFLAGS = $(BOOT_CPPFLAGS)
BOOT_TEST_LIBS = $(BOOT_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/boot/test-catalogue
TESTS += tests/boot/test-catalogue
tests_boot_test_catalogue_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_catalogue_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_catalogue_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_catalogue_SOURCES = tests/boot/test-catalogue.c

check_PROGRAMS += tests/boot/test-efi-requests
TESTS += tests/boot/test-efi-requests
tests_boot_test_efi_requests_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_efi_requests_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_efi_requests_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_efi_requests_SOURCES = tests/boot/test-efi-requests.c

check_PROGRAMS += tests/boot/test-entry-glob
TESTS += tests/boot/test-entry-glob
tests_boot_test_entry_glob_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_entry_glob_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_entry_glob_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_entry_glob_SOURCES = tests/boot/test-entry-glob.c

check_PROGRAMS += tests/boot/test-extlinux-default
TESTS += tests/boot/test-extlinux-default
tests_boot_test_extlinux_default_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_extlinux_default_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_extlinux_default_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_extlinux_default_SOURCES = tests/boot/test-extlinux-default.c

check_PROGRAMS += tests/boot/test-grub-blscfg
TESTS += tests/boot/test-grub-blscfg
tests_boot_test_grub_blscfg_CPPFLAGS = $(BOOT_TEST_CPPFLAGS) -I$(top_srcdir)/tests/boot
tests_boot_test_grub_blscfg_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_grub_blscfg_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_grub_blscfg_SOURCES = tests/boot/test-grub-blscfg.c tests/boot/grub-toy.c tests/boot/grub-toy.h

check_PROGRAMS += tests/boot/test-grub-menu
TESTS += tests/boot/test-grub-menu
tests_boot_test_grub_menu_CPPFLAGS = $(BOOT_TEST_CPPFLAGS) -I$(top_srcdir)/tests/boot
tests_boot_test_grub_menu_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_grub_menu_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_grub_menu_SOURCES = tests/boot/test-grub-menu.c tests/boot/grub-toy.c tests/boot/grub-toy.h

check_PROGRAMS += tests/boot/test-menu
TESTS += tests/boot/test-menu
tests_boot_test_menu_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_menu_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_menu_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_menu_SOURCES = tests/boot/test-menu.c

check_PROGRAMS += tests/boot/test-naming
TESTS += tests/boot/test-naming
tests_boot_test_naming_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_naming_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_naming_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_naming_SOURCES = tests/boot/test-naming.c

check_PROGRAMS += tests/boot/test-systemd-boot-rules
TESTS += tests/boot/test-systemd-boot-rules
tests_boot_test_systemd_boot_rules_CPPFLAGS = $(BOOT_TEST_CPPFLAGS)
tests_boot_test_systemd_boot_rules_CFLAGS = $(TEST_CFLAGS)
tests_boot_test_systemd_boot_rules_LDADD = $(BOOT_TEST_LIBS)
tests_boot_test_systemd_boot_rules_SOURCES = tests/boot/test-systemd-boot-rules.c

# The machines: kexecd --explain of a whole tree each.
TESTS += tests/boot/test-trees.py
dist_check_SCRIPTS += tests/boot/test-trees.py
EXTRA_DIST += \
	tests/boot/images.py \
	tests/boot/machine.py \
	tests/boot/trees
