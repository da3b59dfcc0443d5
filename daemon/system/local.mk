# The room system/ of the daemon.

SYSTEM_CPPFLAGS = $(DISK_CPPFLAGS) $(PURGATORY_CPPFLAGS) -I$(top_srcdir)/daemon/system
SYSTEM_LIBS = libkx-system.a $(DISK_LIBS) $(UDEV_LIBS)

noinst_LIBRARIES += libkx-system.a
libkx_system_a_CPPFLAGS = $(SYSTEM_CPPFLAGS)
libkx_system_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(UDEV_CFLAGS)
libkx_system_a_SOURCES = \
	daemon/system/alarm.c \
	daemon/system/alarm.h \
	daemon/system/boot-evidence.c \
	daemon/system/boot-evidence.h \
	daemon/system/boot-facts-files.c \
	daemon/system/boot-facts-files.h \
	daemon/system/boot-times.c \
	daemon/system/boot-times.h \
	daemon/system/bound-devices.c \
	daemon/system/bound-devices.h \
	daemon/system/bus-call.c \
	daemon/system/bus-call.h \
	daemon/system/caller.c \
	daemon/system/caller.h \
	daemon/system/device-facts.c \
	daemon/system/device-facts.h \
	daemon/system/device-events.c \
	daemon/system/device-events.h \
	daemon/system/kernel-text.c \
	daemon/system/kernel-text.h \
	daemon/system/kexec-calls.c \
	daemon/system/kexec-calls.h \
	daemon/system/kexec-errno.c \
	daemon/system/kexec-errno.h \
	daemon/system/kexec-lock.c \
	daemon/system/kexec-lock.h \
	daemon/system/kexec-state.c \
	daemon/system/kexec-state.h \
	daemon/system/kexec.c \
	daemon/system/kexec.h \
	daemon/system/logind-restart.c \
	daemon/system/logind-situation.c \
	daemon/system/logind.h \
	daemon/system/machine.c \
	daemon/system/machine.h \
	daemon/system/memory.c \
	daemon/system/memory.h \
	daemon/system/notify.c \
	daemon/system/notify.h \
	daemon/system/own-memory.c \
	daemon/system/own-memory.h \
	daemon/system/platform.c \
	daemon/system/platform.h \
	daemon/system/polkit.c \
	daemon/system/polkit.h \
	daemon/system/pressure.c \
	daemon/system/pressure.h \
	daemon/system/restart-now.c \
	daemon/system/restart-now.h \
	daemon/system/situation.c \
	daemon/system/situation.h \
	daemon/system/small-file.c \
	daemon/system/small-file.h \
	daemon/system/systemd-version.c \
	daemon/system/systemd.c \
	daemon/system/systemd.h \
	daemon/system/tick-clock.c \
	daemon/system/tick-clock.h \
	daemon/system/uevent-filter.c \
	daemon/system/uevent-filter.h \
	daemon/system/user-name.c \
	daemon/system/user-name.h \
	daemon/system/wall.c \
	daemon/system/wall.h \
	daemon/system/watchdog.c \
	daemon/system/watchdog.h
