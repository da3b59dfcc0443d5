# The test machines. They are slow, so they are not part of "check".

check-vm: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/run

# Every restart there is takes hours; what has passed is kept.
check-matrix: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/matrix

# Every command that restarts, in every configuration; what was seen is kept.
check-reboots: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/reboots

# Fast restarts in a row of a machine that works: an hour.
check-fifty: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/run fifty

# What check-vm shows with few of them.
check-kills: all
	@KX_BUILDDIR='$(abs_top_builddir)' KX_KILLS="$${KX_KILLS:-200}" $(srcdir)/tests/vm/run kills
check-power-cuts: all
	@KX_BUILDDIR='$(abs_top_builddir)' KX_CUTS="$${KX_CUTS:-50}" $(srcdir)/tests/vm/run power-cuts

# What becomes of restarts that do not arrive; ten minutes.
check-outcomes: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/run outcomes

# How long restarts take and what they save, against the host's clock.
check-phases: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/vm/run phases

PHONY_TARGETS += check-fifty check-kills check-matrix check-outcomes \
	check-phases check-power-cuts check-reboots check-vm

# What runs in the test machines.
noinst_PROGRAMS += tests/vm/corruption/load-corrupted
tests_vm_corruption_load_corrupted_CPPFLAGS = $(SYSTEM_CPPFLAGS)
tests_vm_corruption_load_corrupted_LDADD = $(SYSTEM_LIBS) $(SYSTEMD_LIBS) $(GIO_LIBS)
tests_vm_corruption_load_corrupted_SOURCES = tests/vm/corruption/load-corrupted.c

noinst_PROGRAMS += tests/vm/memory/take
tests_vm_memory_take_SOURCES = tests/vm/memory/take.c

EXTRA_DIST += \
	tests/vm/busy/customize \
	tests/vm/busy/files.pl \
	tests/vm/cases/authority.py \
	tests/vm/cases/bootctl.py \
	tests/vm/cases/cold.py \
	tests/vm/cases/consents.py \
	tests/vm/cases/corruption.py \
	tests/vm/cases/devices.py \
	tests/vm/cases/efi-table.py \
	tests/vm/cases/fifty.py \
	tests/vm/cases/foreign.py \
	tests/vm/cases/grub-bios.py \
	tests/vm/cases/grub-efi.py \
	tests/vm/cases/hang.py \
	tests/vm/cases/hotplug.py \
	tests/vm/cases/input.py \
	tests/vm/cases/journal.py \
	tests/vm/cases/kills.py \
	tests/vm/cases/ladder.py \
	tests/vm/cases/machine-hazards.py \
	tests/vm/cases/ordinary.py \
	tests/vm/cases/outcomes.py \
	tests/vm/cases/phases.py \
	tests/vm/cases/power-cuts.py \
	tests/vm/cases/pressure.py \
	tests/vm/cases/purgatory.py \
	tests/vm/cases/restarts.py \
	tests/vm/cases/selftest.py \
	tests/vm/cases/service.py \
	tests/vm/cases/signatures.py \
	tests/vm/cases/storm.py \
	tests/vm/cases/systemd-boot.py \
	tests/vm/cases/uki.py \
	tests/vm/cases/upgrade.py \
	tests/vm/cases/verdicts.py \
	tests/vm/cases/when.py \
	tests/vm/debian/customize \
	tests/vm/debian/follow \
	tests/vm/demo \
	tests/vm/kxvm/__init__.py \
	tests/vm/kxvm/agent.py \
	tests/vm/kxvm/busy.py \
	tests/vm/kxvm/bzimage.py \
	tests/vm/kxvm/cache.py \
	tests/vm/kxvm/console.py \
	tests/vm/kxvm/corruption.py \
	tests/vm/kxvm/debian.py \
	tests/vm/kxvm/distributions.py \
	tests/vm/kxvm/entries.py \
	tests/vm/kxvm/firmware.py \
	tests/vm/kxvm/honesty.py \
	tests/vm/kxvm/initramfs.py \
	tests/vm/kxvm/install.py \
	tests/vm/kxvm/kernels.py \
	tests/vm/kxvm/kexecd.py \
	tests/vm/kxvm/lasting.py \
	tests/vm/kxvm/load.py \
	tests/vm/kxvm/loaders.py \
	tests/vm/kxvm/machine.py \
	tests/vm/kxvm/ordinary.py \
	tests/vm/kxvm/outcomes.py \
	tests/vm/kxvm/packages.py \
	tests/vm/kxvm/payload.py \
	tests/vm/kxvm/postgres.py \
	tests/vm/kxvm/powercut.py \
	tests/vm/kxvm/qmp.py \
	tests/vm/kxvm/report.py \
	tests/vm/kxvm/restart_chain.py \
	tests/vm/kxvm/restart_checks.py \
	tests/vm/kxvm/restart_plan.py \
	tests/vm/kxvm/restarts.py \
	tests/vm/kxvm/secureboot.py \
	tests/vm/kxvm/shared_memory.py \
	tests/vm/kxvm/small.py \
	tests/vm/kxvm/stock.py \
	tests/vm/kxvm/stopwatch.py \
	tests/vm/kxvm/tap.py \
	tests/vm/kxvm/trap.py \
	tests/vm/kxvm/trixie.py \
	tests/vm/kxvm/uki.py \
	tests/vm/kxvm/unstable.py \
	tests/vm/kxvm/upgrade.py \
	tests/vm/kxvm/witness.py \
	tests/vm/loaders/disk \
	tests/vm/loaders/grub-probe \
	tests/vm/loaders/install \
	tests/vm/matrix \
	tests/vm/purgatory/after.c \
	tests/vm/purgatory/before.S \
	tests/vm/reboots \
	tests/vm/restarts/facts \
	tests/vm/run \
	tests/vm/small/init \
	tests/vm/small/storm.pl

# A purgatory in a file, for the case of that name.
noinst_PROGRAMS += tests/vm/purgatory/lay-out
tests_vm_purgatory_lay_out_CPPFLAGS = $(LOAD_CPPFLAGS)
tests_vm_purgatory_lay_out_LDADD = $(LOAD_LIBS) $(GIO_LIBS)

# What comes from the input devices, for the case of that name.
noinst_PROGRAMS += tests/vm/input/watch
tests_vm_input_watch_CPPFLAGS = -I$(top_srcdir)/tests/vm/input
tests_vm_input_watch_SOURCES = tests/vm/input/watch.c tests/vm/input/screen.h
