# Tests of the room load/.

BOOT_PARAMS_FIXTURE = tests/load/boot-params-fixture.c tests/load/boot-params-fixture.h

check_PROGRAMS += tests/load/test-boot-params
TESTS += tests/load/test-boot-params
tests_load_test_boot_params_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_boot_params_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_boot_params_SOURCES = tests/load/test-boot-params.c $(BOOT_PARAMS_FIXTURE)

check_PROGRAMS += tests/load/test-boot-params-efi
TESTS += tests/load/test-boot-params-efi
tests_load_test_boot_params_efi_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_boot_params_efi_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_boot_params_efi_SOURCES = tests/load/test-boot-params-efi.c $(BOOT_PARAMS_FIXTURE)

check_PROGRAMS += tests/load/test-e820
TESTS += tests/load/test-e820
tests_load_test_e820_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_e820_CFLAGS = $(TEST_CFLAGS)
tests_load_test_e820_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_e820_SOURCES = tests/load/test-e820.c

check_PROGRAMS += tests/load/test-initrd
TESTS += tests/load/test-initrd
tests_load_test_initrd_CPPFLAGS = $(LOAD_CPPFLAGS) -I$(top_srcdir)/tests/formats
tests_load_test_initrd_CFLAGS = $(TEST_CFLAGS)
tests_load_test_initrd_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_initrd_SOURCES = tests/load/test-initrd.c $(ARCHIVE_BUILDER) $(IMAGE_BUILDER) $(PACKER)

check_PROGRAMS += tests/load/test-memory-map
TESTS += tests/load/test-memory-map
tests_load_test_memory_map_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_memory_map_CFLAGS = $(TEST_CFLAGS)
tests_load_test_memory_map_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_memory_map_SOURCES = tests/load/test-memory-map.c

check_PROGRAMS += tests/load/test-method
TESTS += tests/load/test-method
tests_load_test_method_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_method_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/load/test-placement
TESTS += tests/load/test-placement
tests_load_test_placement_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_placement_CFLAGS = $(TEST_CFLAGS)
tests_load_test_placement_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_placement_SOURCES = tests/load/test-placement.c

check_PROGRAMS += tests/load/test-plan
TESTS += tests/load/test-plan
tests_load_test_plan_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_plan_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/load/test-purgatory
TESTS += tests/load/test-purgatory
tests_load_test_purgatory_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_load_test_purgatory_SOURCES = purgatory/check.c tests/load/test-purgatory.c
tests_load_test_purgatory_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)

check_PROGRAMS += tests/load/test-raw-kernel
TESTS += tests/load/test-raw-kernel
tests_load_test_raw_kernel_CPPFLAGS = $(LOAD_CPPFLAGS) -I$(top_srcdir)/tests/formats
tests_load_test_raw_kernel_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_raw_kernel_SOURCES = tests/load/test-raw-kernel.c $(VMLINUX_BUILDER)

check_PROGRAMS += tests/load/test-segments
TESTS += tests/load/test-segments
tests_load_test_segments_CPPFLAGS = $(LOAD_CPPFLAGS) -I$(top_srcdir)/tests/formats
tests_load_test_segments_CFLAGS = $(TEST_CFLAGS)
tests_load_test_segments_LDADD = libkx-load.a $(FORMATS_LIBS) $(GIO_LIBS)
tests_load_test_segments_SOURCES = tests/load/test-segments.c tests/formats/archive-builder.c $(VMLINUX_BUILDER)
