# The room load/ of the daemon.

LOAD_CPPFLAGS = $(FORMATS_CPPFLAGS) $(PURGATORY_CPPFLAGS) -I$(top_srcdir)/daemon/load
LOAD_LIBS = libkx-load.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-load.a
libkx_load_a_CPPFLAGS = $(LOAD_CPPFLAGS)
libkx_load_a_CFLAGS = $(AM_CFLAGS) $(ELF_CFLAGS)
libkx_load_a_SOURCES = \
	daemon/load/boot-facts.c \
	daemon/load/boot-facts.h \
	daemon/load/boot-params.c \
	daemon/load/boot-params.h \
	daemon/load/buffer.c \
	daemon/load/buffer.h \
	daemon/load/e820.c \
	daemon/load/e820.h \
	daemon/load/initrd.c \
	daemon/load/initrd.h \
	daemon/load/kernel-segment.c \
	daemon/load/kernel-segment.h \
	daemon/load/memory-map.c \
	daemon/load/memory-map.h \
	daemon/load/pages.h \
	daemon/load/method.c \
	daemon/load/method.h \
	daemon/load/placement.c \
	daemon/load/placement.h \
	daemon/load/plan.c \
	daemon/load/plan.h \
	daemon/load/purgatory.c \
	daemon/load/purgatory.h \
	daemon/load/purgatory-object.S \
	daemon/load/raw-kernel.c \
	daemon/load/raw-kernel.h \
	daemon/load/segments.c \
	daemon/load/segments.h \
	daemon/load/setup-data.c \
	daemon/load/setup-data.h

# The purgatory's own sums are computed by the same source here.
libkx_load_a_SOURCES += \
	purgatory/crc32c.c \
	purgatory/crc32c.h \
	purgatory/parameters.h \
	purgatory/x86_64/crc32c-instruction.c

if X86_64
daemon/load/libkx_load_a-purgatory-object.$(OBJEXT): purgatory/purgatory.elf
endif
