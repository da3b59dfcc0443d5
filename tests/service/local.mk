# The daemon on a private bus, with a kernel of its own; see harness.py and fake-kexec.h.
#
# KEXECD_TEST_WRAPPER="valgrind …" KEXECD_TEST_SLOWNESS=20 make check TESTS=tests/service/test-….py

check_PROGRAMS += tests/service/kexecd-test
tests_service_kexecd_test_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_kexecd_test_LDADD = $(SERVICE_LIBS) $(SYSTEMD_LIBS) $(GIO_LIBS)
tests_service_kexecd_test_SOURCES = \
	tests/service/fake-alarm.c \
	tests/service/fake-kexec.c \
	tests/service/fake-kexec.h \
	tests/service/fake-restart.c \
	tests/service/kexecd-test.c

# The longest first: the others run beside it.
SERVICE_BUS_TESTS = \
	tests/service/test-when.py \
	tests/service/test-actions.py \
	tests/service/test-bad-inputs.py \
	tests/service/test-boot-loader.py \
	tests/service/test-cold.py \
	tests/service/test-contract.py \
	tests/service/test-crowd.py \
	tests/service/test-execute.py \
	tests/service/test-foreign.py \
	tests/service/test-guard.py \
	tests/service/test-handover.py \
	tests/service/test-hazards.py \
	tests/service/test-journal.py \
	tests/service/test-kill.py \
	tests/service/test-ordinary.py \
	tests/service/test-quarantine.py \
	tests/service/test-memory.py \
	tests/service/test-metrics.py \
	tests/service/test-reload.py \
	tests/service/test-remedies.py \
	tests/service/test-stale.py \
	tests/service/test-unified.py
TESTS += $(SERVICE_BUS_TESTS)
dist_check_SCRIPTS += $(SERVICE_BUS_TESTS)
EXTRA_DIST += \
	tests/service/fuse.py \
	tests/service/harness.py \
	tests/service/logind_restart.py \
	tests/service/machine.py \
	tests/service/polkitd.py \
	tests/service/systemd_manager.py
