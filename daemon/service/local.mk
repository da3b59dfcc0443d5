# The room service/ of the daemon.

SERVICE_CPPFLAGS = $(DISK_CPPFLAGS) -I$(top_srcdir)/daemon/system -I$(top_builddir)/dbus -I$(top_srcdir)/daemon/service
SERVICE_LIBS = libkx-service.a $(SYSTEM_LIBS) libkx-dbus.a

# Where the table of device hazards is, below the daemon's root.
HAZARDS_FILE = -DKX_HAZARDS_FILE='"$(pkgdatadir)/hazards.conf"'

noinst_LIBRARIES += libkx-service.a
libkx_service_a_CPPFLAGS = $(SERVICE_CPPFLAGS) $(HAZARDS_FILE)
libkx_service_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
libkx_service_a_SOURCES = \
	daemon/service/announcement.c \
	daemon/service/announcement.h \
	daemon/service/assessment.c \
	daemon/service/assessment.h \
	daemon/service/assurance.c \
	daemon/service/assurance.h \
	daemon/service/attempts.c \
	daemon/service/attempts.h \
	daemon/service/authorise.c \
	daemon/service/authorise.h \
	daemon/service/authority.c \
	daemon/service/authority.h \
	daemon/service/calls.c \
	daemon/service/calls.h \
	daemon/service/can-execute.c \
	daemon/service/chronicle.c \
	daemon/service/chronicle.h \
	daemon/service/cold.c \
	daemon/service/cold.h \
	daemon/service/config-files.c \
	daemon/service/config-files.h \
	daemon/service/config.c \
	daemon/service/config.h \
	daemon/service/daemon.c \
	daemon/service/daemon.h \
	daemon/service/dict.c \
	daemon/service/dict.h \
	daemon/service/drop-ins.c \
	daemon/service/drop-ins.h \
	daemon/service/event-ids.h \
	daemon/service/events.c \
	daemon/service/events.h \
	daemon/service/execute-request.c \
	daemon/service/execute-request.h \
	daemon/service/execution.c \
	daemon/service/execution.h \
	daemon/service/follower.c \
	daemon/service/follower.h \
	daemon/service/gathering.c \
	daemon/service/gathering.h \
	daemon/service/guard.c \
	daemon/service/guard.h \
	daemon/service/handover.c \
	daemon/service/handover.h \
	daemon/service/history.c \
	daemon/service/history.h \
	daemon/service/keeper-notes.c \
	daemon/service/keeper-private.h \
	daemon/service/keeper.c \
	daemon/service/keeper.h \
	daemon/service/hazard-files.c \
	daemon/service/hazard-files.h \
	daemon/service/kernel.c \
	daemon/service/ladder.c \
	daemon/service/ladder.h \
	daemon/service/kernel.h \
	daemon/service/last-word.c \
	daemon/service/last-word.h \
	daemon/service/load-request.c \
	daemon/service/load-request.h \
	daemon/service/loading.c \
	daemon/service/loading.h \
	daemon/service/manager.c \
	daemon/service/manager.h \
	daemon/service/memory-guard.c \
	daemon/service/memory-guard.h \
	daemon/service/metrics-file.c \
	daemon/service/metrics-file.h \
	daemon/service/options.c \
	daemon/service/options.h \
	daemon/service/outlook.c \
	daemon/service/outlook.h \
	daemon/service/pauses.c \
	daemon/service/pauses.h \
	daemon/service/promise.c \
	daemon/service/promise.h \
	daemon/service/recall.c \
	daemon/service/recall.h \
	daemon/service/recipe.c \
	daemon/service/recipe.h \
	daemon/service/reckoning.c \
	daemon/service/reckoning.h \
	daemon/service/record.c \
	daemon/service/record.h \
	daemon/service/reload.c \
	daemon/service/reload.h \
	daemon/service/remedies.c \
	daemon/service/remedies.h \
	daemon/service/renewal.c \
	daemon/service/renewal.h \
	daemon/service/request.c \
	daemon/service/request.h \
	daemon/service/requests-forgive.c \
	daemon/service/requests-load.c \
	daemon/service/requests-restart.c \
	daemon/service/requests.h \
	daemon/service/runtime-file.c \
	daemon/service/runtime-file.h \
	daemon/service/scanner.c \
	daemon/service/scanner.h \
	daemon/service/schedule-file.c \
	daemon/service/schedule-file.h \
	daemon/service/scheduler.c \
	daemon/service/scheduler.h \
	daemon/service/seal.c \
	daemon/service/seal.h \
	daemon/service/staged-store.c \
	daemon/service/staged-store.h \
	daemon/service/state.c \
	daemon/service/state.h \
	daemon/service/status.c \
	daemon/service/status.h \
	daemon/service/turns.c \
	daemon/service/turns.h \
	daemon/service/unloading.c \
	daemon/service/unloading.h \
	daemon/service/waiters.c \
	daemon/service/waiters.h \
	daemon/service/wanted.c \
	daemon/service/wanted.h
