# Tests of the purgatory: its C parts compiled for this machine, with something else in place of the
# hardware.

PURGATORY_TEST_CPPFLAGS = $(AM_CPPFLAGS) $(PURGATORY_CPPFLAGS)
EXTRA_DIST += tests/purgatory/bitwise.h

check_PROGRAMS += tests/purgatory/test-crc32c
TESTS += tests/purgatory/test-crc32c
tests_purgatory_test_crc32c_CPPFLAGS = $(PURGATORY_TEST_CPPFLAGS)
tests_purgatory_test_crc32c_SOURCES = \
	purgatory/crc32c.c \
	purgatory/x86_64/crc32c-instruction.c \
	tests/purgatory/test-crc32c.c
tests_purgatory_test_crc32c_LDADD = $(GIO_LIBS)

check_PROGRAMS += tests/purgatory/test-check
TESTS += tests/purgatory/test-check
tests_purgatory_test_check_CPPFLAGS = $(PURGATORY_TEST_CPPFLAGS)
tests_purgatory_test_check_SOURCES = \
	purgatory/check.c \
	purgatory/crc32c.c \
	purgatory/x86_64/crc32c-instruction.c \
	tests/purgatory/test-check.c
tests_purgatory_test_check_LDADD = $(GIO_LIBS)

EXTRA_DIST += tests/purgatory/fake-hardware.h

check_PROGRAMS += tests/purgatory/test-page-table
TESTS += tests/purgatory/test-page-table
tests_purgatory_test_page_table_CPPFLAGS = $(PURGATORY_TEST_CPPFLAGS)
tests_purgatory_test_page_table_SOURCES = \
	purgatory/x86_64/page-table.c \
	tests/purgatory/test-page-table.c
tests_purgatory_test_page_table_LDADD = $(GIO_LIBS)

check_PROGRAMS += tests/purgatory/test-reset
TESTS += tests/purgatory/test-reset
tests_purgatory_test_reset_CPPFLAGS = $(PURGATORY_TEST_CPPFLAGS)
tests_purgatory_test_reset_SOURCES = \
	purgatory/x86_64/reset.c \
	tests/purgatory/fake-hardware.c \
	tests/purgatory/test-reset.c
tests_purgatory_test_reset_LDADD = $(GIO_LIBS)

check_PROGRAMS += tests/purgatory/test-serial
TESTS += tests/purgatory/test-serial
tests_purgatory_test_serial_CPPFLAGS = $(PURGATORY_TEST_CPPFLAGS)
tests_purgatory_test_serial_SOURCES = \
	purgatory/x86_64/serial.c \
	tests/purgatory/fake-hardware.c \
	tests/purgatory/test-serial.c
tests_purgatory_test_serial_LDADD = $(GIO_LIBS)

TESTS += tests/purgatory/test-object.py
dist_check_SCRIPTS += tests/purgatory/test-object.py
