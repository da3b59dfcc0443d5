# The tests: a folder for each room; here what they share.

# $(call …) is GNU make's; automake wants each program spelled out in the fragments.
TEST_CFLAGS = $(AM_CFLAGS)

# Of every room: a directory of a test's own.
FAKE_ROOT_CPPFLAGS = -I$(top_srcdir)/tests
check_LIBRARIES += libkx-test.a
libkx_test_a_SOURCES = tests/fake-root.c tests/fake-root.h
libkx_test_a_CPPFLAGS = $(AM_CPPFLAGS) $(GIO_CFLAGS)

include tests/formats/local.mk
include tests/boot/local.mk
include tests/disk/local.mk
include tests/system/local.mk
EXTRA_DIST += tests/openmetrics.py tests/tap.py
TESTS += tests/test-layers.py
dist_check_SCRIPTS += tests/test-layers.py
include tests/client/local.mk
include tests/fuzz/local.mk
include tests/restart/local.mk
include tests/shutdown/local.mk
include tests/stopped/local.mk
include tests/purgatory/local.mk
include tests/load/local.mk
include tests/service/units.mk
include tests/service/local.mk

# All tests with valgrind: programs through LOG_COMPILER, the daemon of the bus tests through a
# wrapper. make check-valgrind TESTS=… for some of them.
VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \
	--errors-for-leak-kinds=definite

check-valgrind:
	G_SLICE=always-malloc KEXECD_TEST_WRAPPER='$(VALGRIND)' KEXECD_TEST_SLOWNESS=10 \
		KEXECD_TEST_KILLS=10 $(MAKE) $(AM_MAKEFLAGS) check LOG_COMPILER='$(VALGRIND)'

list-check-programs:
	@echo $(check_PROGRAMS)

PHONY_TARGETS += check-valgrind list-check-programs
