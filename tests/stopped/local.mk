# Tests of what notes down when all services have stopped.

STOPPED_TEST_CPPFLAGS = $(STOPPED_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS) -I$(top_srcdir)/tests/stopped
STOPPED_TEST_MANAGER = tests/stopped/fake-manager.c tests/stopped/fake-manager.h

STOPPED_TESTS = \
	tests/stopped/test-jobs \
	tests/stopped/test-note
check_PROGRAMS += $(STOPPED_TESTS)
TESTS += $(STOPPED_TESTS)

tests_stopped_test_jobs_CPPFLAGS = $(STOPPED_TEST_CPPFLAGS)
tests_stopped_test_jobs_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
tests_stopped_test_jobs_LDADD = libkx-test.a $(STOPPED_LIBS) $(GIO_LIBS)
tests_stopped_test_jobs_SOURCES = tests/stopped/test-jobs.c $(STOPPED_TEST_MANAGER)
tests_stopped_test_note_CPPFLAGS = $(STOPPED_TEST_CPPFLAGS)
tests_stopped_test_note_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
tests_stopped_test_note_LDADD = libkx-test.a $(STOPPED_LIBS) $(GIO_LIBS)
tests_stopped_test_note_SOURCES = tests/stopped/test-note.c $(STOPPED_TEST_MANAGER)
