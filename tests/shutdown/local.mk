# Tests of what runs last in a shutdown.

check_PROGRAMS += tests/shutdown/test-hook
TESTS += tests/shutdown/test-hook
tests_shutdown_test_hook_CPPFLAGS = $(SHUTDOWN_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS)
tests_shutdown_test_hook_CFLAGS = $(TEST_CFLAGS)
tests_shutdown_test_hook_LDADD = libkx-test.a $(SHUTDOWN_LIBS) $(GIO_LIBS)
tests_shutdown_test_hook_SOURCES = tests/shutdown/test-hook.c
