# kexecctl against a mock of the daemon, and the files that are installed beside the programs.

TESTS += tests/client/test-kexecctl.py tests/client/test-installation.py
dist_check_SCRIPTS += tests/client/test-kexecctl.py tests/client/test-installation.py
EXTRA_DIST += tests/client/mockbus.py

check_PROGRAMS += tests/client/test-date
TESTS += tests/client/test-date
tests_client_test_date_CPPFLAGS = $(kexecctl_CPPFLAGS)
tests_client_test_date_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
tests_client_test_date_SOURCES = \
	tests/client/test-date.c \
	client/date.c \
	client/failure.c \
	client/json.c \
	client/term.c
tests_client_test_date_LDADD = libkx-dbus.a $(JSON_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/client/test-duration
TESTS += tests/client/test-duration
tests_client_test_duration_CPPFLAGS = $(kexecctl_CPPFLAGS)
tests_client_test_duration_SOURCES = \
	tests/client/test-duration.c \
	client/duration.c
tests_client_test_duration_LDADD = $(GIO_LIBS)
