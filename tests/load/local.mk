# Tests of the room load/.

check_PROGRAMS += tests/load/test-boot-params
TESTS += tests/load/test-boot-params
tests_load_test_boot_params_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_boot_params_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/load/test-plan
TESTS += tests/load/test-plan
tests_load_test_plan_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_plan_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
