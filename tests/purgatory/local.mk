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
