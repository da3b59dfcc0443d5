# Unit tests of the room system/. The bus of these is a private one; see fake-bus.h.

SYSTEM_TEST_CPPFLAGS = $(SYSTEM_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS) -I$(top_srcdir)/tests/system
SYSTEM_TEST_LDADD = libkx-test-system.a libkx-test.a $(SYSTEM_LIBS) $(SYSTEMD_LIBS) $(GIO_LIBS)

check_LIBRARIES += libkx-test-system.a
libkx_test_system_a_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
libkx_test_system_a_SOURCES = \
	tests/system/fake-bus.c \
	tests/system/fake-bus.h \
	tests/system/preload.c \
	tests/system/preload.h

SYSTEM_TESTS = \
	tests/system/test-alarm \
	tests/system/test-boot-evidence \
	tests/system/test-boot-facts-files \
	tests/system/test-boot-times \
	tests/system/test-caller \
	tests/system/test-device-facts \
	tests/system/test-kexec \
	tests/system/test-kexec-state \
	tests/system/test-logind \
	tests/system/test-machine \
	tests/system/test-memory \
	tests/system/test-device-events \
	tests/system/test-notify \
	tests/system/test-own-memory \
	tests/system/test-platform \
	tests/system/test-polkit \
	tests/system/test-situation \
	tests/system/test-small-file \
	tests/system/test-systemd \
	tests/system/test-tick-clock \
	tests/system/test-uevent-filter \
	tests/system/test-user-name \
	tests/system/test-wall \
	tests/system/test-watchdog

check_PROGRAMS += $(SYSTEM_TESTS)
TESTS += $(SYSTEM_TESTS)

tests_system_test_boot_evidence_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_boot_evidence_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_boot_evidence_SOURCES = tests/system/test-boot-evidence.c

tests_system_test_boot_facts_files_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_boot_facts_files_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_boot_facts_files_SOURCES = tests/system/test-boot-facts-files.c

tests_system_test_boot_times_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_boot_times_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_boot_times_SOURCES = tests/system/test-boot-times.c

tests_system_test_caller_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_caller_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_caller_SOURCES = tests/system/test-caller.c

# Looked up when it is compiled: only the tests need it, so that configure does not ask for it.
tests_system_test_device_facts_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_device_facts_CFLAGS = $(AM_CFLAGS) `$(PKG_CONFIG) --cflags umockdev-1.0`
tests_system_test_device_facts_LDADD = $(SYSTEM_TEST_LDADD) -lumockdev
tests_system_test_device_facts_SOURCES = tests/system/test-device-facts.c

tests_system_test_kexec_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_kexec_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_kexec_SOURCES = tests/system/test-kexec.c

tests_system_test_kexec_state_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_kexec_state_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_kexec_state_SOURCES = tests/system/test-kexec-state.c

tests_system_test_logind_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_logind_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_logind_SOURCES = tests/system/test-logind.c

tests_system_test_machine_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_machine_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_machine_SOURCES = tests/system/test-machine.c

tests_system_test_memory_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_memory_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_memory_SOURCES = tests/system/test-memory.c

# Looked up when it is compiled: only the tests need it, so that configure does not ask for it.
tests_system_test_device_events_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_device_events_CFLAGS = $(AM_CFLAGS) `$(PKG_CONFIG) --cflags umockdev-1.0`
tests_system_test_device_events_LDADD = $(SYSTEM_TEST_LDADD) -lumockdev
tests_system_test_device_events_SOURCES = tests/system/test-device-events.c

tests_system_test_notify_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_notify_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_notify_SOURCES = tests/system/test-notify.c

tests_system_test_own_memory_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_own_memory_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_own_memory_SOURCES = tests/system/test-own-memory.c

tests_system_test_platform_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_platform_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_platform_SOURCES = tests/system/test-platform.c

tests_system_test_polkit_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_polkit_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_polkit_SOURCES = tests/system/test-polkit.c

tests_system_test_situation_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_situation_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_situation_SOURCES = tests/system/test-situation.c

tests_system_test_small_file_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_small_file_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_small_file_SOURCES = tests/system/test-small-file.c

tests_system_test_systemd_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_systemd_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_systemd_SOURCES = tests/system/test-systemd.c

tests_system_test_tick_clock_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_tick_clock_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_tick_clock_SOURCES = tests/system/test-tick-clock.c

tests_system_test_uevent_filter_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_uevent_filter_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_uevent_filter_SOURCES = tests/system/test-uevent-filter.c

tests_system_test_alarm_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_alarm_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_alarm_SOURCES = tests/system/test-alarm.c

tests_system_test_user_name_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_user_name_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_user_name_SOURCES = tests/system/test-user-name.c

tests_system_test_wall_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_wall_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_wall_SOURCES = tests/system/test-wall.c

tests_system_test_watchdog_CPPFLAGS = $(SYSTEM_TEST_CPPFLAGS)
tests_system_test_watchdog_LDADD = $(SYSTEM_TEST_LDADD)
tests_system_test_watchdog_SOURCES = tests/system/test-watchdog.c
