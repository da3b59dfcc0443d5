# Tests of the room disk/.

DISK_TEST_CPPFLAGS = $(DISK_CPPFLAGS) -I$(top_srcdir)/tests/disk -I$(top_srcdir)/tests/formats
DISK_TEST_LIBS = $(DISK_LIBS) $(GIO_LIBS)
DISK_TEST_TREE = tests/disk/tree.c tests/disk/tree.h $(IMAGE_BUILDER)

check_PROGRAMS += tests/disk/test-settle
TESTS += tests/disk/test-settle
tests_disk_test_settle_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_settle_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_settle_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_settle_SOURCES = tests/disk/test-settle.c

check_PROGRAMS += tests/disk/test-watch
TESTS += tests/disk/test-watch
tests_disk_test_watch_CPPFLAGS = $(DISK_TEST_CPPFLAGS)
tests_disk_test_watch_CFLAGS = $(TEST_CFLAGS)
tests_disk_test_watch_LDADD = $(DISK_TEST_LIBS)
tests_disk_test_watch_SOURCES = tests/disk/test-watch.c $(DISK_TEST_TREE)
