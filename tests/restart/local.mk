# Tests of the room restart/.

RESTART_TESTS = \
	tests/restart/test-device-hazards \
	tests/restart/test-downtime \
	tests/restart/test-hazard \
	tests/restart/test-hazard-table \
	tests/restart/test-intent \
	tests/restart/test-journal \
	tests/restart/test-ledger \
	tests/restart/test-machine-hazards \
	tests/restart/test-memory-floor \
	tests/restart/test-metrics \
	tests/restart/test-ordinary \
	tests/restart/test-quarantine \
	tests/restart/test-protection \
	tests/restart/test-rules \
	tests/restart/test-schedule \
	tests/restart/test-stop-note \
	tests/restart/test-verdict
check_PROGRAMS += $(RESTART_TESTS)
TESTS += $(RESTART_TESTS)

tests_restart_test_device_hazards_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_device_hazards_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_downtime_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_downtime_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_hazard_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_hazard_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_hazard_table_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_hazard_table_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_intent_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_intent_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_journal_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_journal_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_ledger_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_ledger_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_machine_hazards_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_machine_hazards_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_memory_floor_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_memory_floor_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_metrics_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_metrics_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_ordinary_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_ordinary_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_quarantine_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_quarantine_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_protection_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_protection_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_rules_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_rules_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_schedule_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_schedule_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_stop_note_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_stop_note_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_restart_test_verdict_CPPFLAGS = $(RESTART_CPPFLAGS)
tests_restart_test_verdict_LDADD = libkx-restart.a $(FORMATS_LIBS) $(GIO_LIBS)
