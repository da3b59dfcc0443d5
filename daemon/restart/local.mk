# The room restart/ of the daemon.

RESTART_CPPFLAGS = $(FORMATS_CPPFLAGS) -I$(top_srcdir)/daemon/restart
RESTART_LIBS = libkx-restart.a $(FORMATS_LIBS)

noinst_LIBRARIES += libkx-restart.a
libkx_restart_a_CPPFLAGS = $(RESTART_CPPFLAGS)
libkx_restart_a_CFLAGS = $(AM_CFLAGS)
libkx_restart_a_SOURCES = \
	daemon/restart/arming.c \
	daemon/restart/arming.h \
	daemon/restart/armed.c \
	daemon/restart/armed.h \
	daemon/restart/device.c \
	daemon/restart/device.h \
	daemon/restart/device-hazards.c \
	daemon/restart/device-hazards.h \
	daemon/restart/downtime.c \
	daemon/restart/downtime.h \
	daemon/restart/hazard.c \
	daemon/restart/hazard.h \
	daemon/restart/hazard-rule.c \
	daemon/restart/hazard-rule.h \
	daemon/restart/hazard-table.c \
	daemon/restart/hazard-table.h \
	daemon/restart/hindrance.c \
	daemon/restart/hindrance.h \
	daemon/restart/intent.c \
	daemon/restart/intent.h \
	daemon/restart/interference.c \
	daemon/restart/interference.h \
	daemon/restart/journal.c \
	daemon/restart/journal.h \
	daemon/restart/journal-text.c \
	daemon/restart/ledger.c \
	daemon/restart/ledger.h \
	daemon/restart/level.c \
	daemon/restart/level.h \
	daemon/restart/machine-hazards.c \
	daemon/restart/machine-hazards.h \
	daemon/restart/metrics.c \
	daemon/restart/metrics.h \
	daemon/restart/ordinary.c \
	daemon/restart/ordinary.h \
	daemon/restart/memory-floor.c \
	daemon/restart/memory-floor.h \
	daemon/restart/origin.c \
	daemon/restart/origin.h \
	daemon/restart/moment.h \
	daemon/restart/quarantine.c \
	daemon/restart/quarantine.h \
	daemon/restart/protection.c \
	daemon/restart/protection.h \
	daemon/restart/recovery.c \
	daemon/restart/recovery.h \
	daemon/restart/schedule.c \
	daemon/restart/schedule.h \
	daemon/restart/stop-note.c \
	daemon/restart/stop-note.h \
	daemon/restart/tally.c \
	daemon/restart/tally.h \
	daemon/restart/verdict.c \
	daemon/restart/verdict.h
