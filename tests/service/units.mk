# Unit tests of the room service/

SERVICE_TESTS = \
	tests/service/test-announcement \
	tests/service/test-authority \
	tests/service/test-chronicle \
	tests/service/test-config \
	tests/service/test-hazard-files \
	tests/service/test-options \
	tests/service/test-record \
	tests/service/test-turns
check_PROGRAMS += $(SERVICE_TESTS)
TESTS += $(SERVICE_TESTS)

tests_service_test_announcement_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_test_announcement_LDADD = $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_authority_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_test_authority_LDADD = $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_chronicle_CPPFLAGS = $(SERVICE_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS)
tests_service_test_chronicle_LDADD = libkx-test.a $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_config_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_test_config_LDADD = $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_hazard_files_CPPFLAGS = $(SERVICE_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS) $(HAZARDS_FILE)
tests_service_test_hazard_files_LDADD = libkx-test.a $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_options_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_test_options_LDADD = $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_record_CPPFLAGS = $(SERVICE_CPPFLAGS) $(FAKE_ROOT_CPPFLAGS)
tests_service_test_record_LDADD = libkx-test.a $(SERVICE_LIBS) $(GIO_LIBS)
tests_service_test_turns_CPPFLAGS = $(SERVICE_CPPFLAGS)
tests_service_test_turns_LDADD = $(SERVICE_LIBS) $(GIO_LIBS)
