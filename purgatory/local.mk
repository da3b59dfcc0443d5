# The purgatory: the code that runs between two kernels. It is linked to a program of its own, which
# the daemon carries inside (daemon/load/purgatory-object.S). There is no C library, no place for
# relocations and no vector register where it runs, whatever flags the daemon is built with.

PURGATORY_CPPFLAGS = -I$(top_srcdir)/purgatory

PURGATORY_FILES = \
	purgatory/check.c \
	purgatory/crc32c.c \
	purgatory/x86_64/crc32c-instruction.c \
	purgatory/x86_64/entry.S \
	purgatory/x86_64/hardware.c \
	purgatory/x86_64/main.c \
	purgatory/x86_64/page-table.c \
	purgatory/x86_64/reset.c \
	purgatory/x86_64/serial.c
PURGATORY_INCLUDED = \
	purgatory/check.h \
	purgatory/crc32c.h \
	purgatory/hardware.h \
	purgatory/parameters.h \
	purgatory/x86_64/page-table.h \
	purgatory/x86_64/reset.h \
	purgatory/x86_64/serial.h
PURGATORY_FLAGS = \
	-std=gnu17 $(WARN_CFLAGS) -I$(top_srcdir)/purgatory -O2 -ffreestanding -nostdlib \
	-mgeneral-regs-only -mno-red-zone -fpie -fvisibility=hidden -fno-stack-protector \
	-fcf-protection=none -fno-jump-tables -fno-asynchronous-unwind-tables -fno-lto \
	-static-pie -Wl,--no-dynamic-linker -Wl,-z,text -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 \
	-Wl,--build-id=none

purgatory/purgatory.elf: $(PURGATORY_FILES) $(PURGATORY_INCLUDED) \
		purgatory/x86_64/purgatory.lds purgatory/verify purgatory/local.mk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && rm -f $@ && set -- && \
	for source in $(PURGATORY_FILES); do set -- "$$@" $(top_srcdir)/$$source; done && \
	$(CC) $(PURGATORY_FLAGS) -Wl,-T,$(top_srcdir)/purgatory/x86_64/purgatory.lds -o $@.new "$$@" && \
	$(SHELL) $(top_srcdir)/purgatory/verify $(READELF) $(OBJDUMP) $@.new > /dev/null && \
	mv $@.new $@

CLEANFILES += purgatory/purgatory.elf purgatory/purgatory.elf.new
EXTRA_DIST += \
	$(PURGATORY_FILES) $(PURGATORY_INCLUDED) purgatory/verify purgatory/x86_64/purgatory.lds
