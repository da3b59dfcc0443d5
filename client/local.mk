# kexecctl, and what it has beside it.

bin_PROGRAMS += kexecctl
kexecctl_CPPFLAGS = $(DBUS_CPPFLAGS) -I$(top_srcdir)/client -DLIBEXECDIR=\"$(libexecdir)\"
kexecctl_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
kexecctl_SOURCES = \
	client/agent.c client/agent.h \
	client/cancel.c \
	client/command.c client/command.h \
	client/context.c client/context.h \
	client/date.c client/date.h \
	client/dictionary.c client/dictionary.h \
	client/doctor.c \
	client/duration.c client/duration.h \
	client/execute.c \
	client/expect.c client/expect.h \
	client/explain.c \
	client/failure.c client/failure.h \
	client/files.c client/files.h \
	client/forgive.c \
	client/history.c \
	client/json.c client/json.h \
	client/list.c \
	client/load.c \
	client/main.c \
	client/monitor.c \
	client/next.c \
	client/outcome.c client/outcome.h \
	client/progress.c client/progress.h \
	client/rescan.c \
	client/snapshot.c client/snapshot.h \
	client/status.c \
	client/term.c client/term.h \
	client/unload.c
kexecctl_LDADD = libkx-dbus.a $(JSON_LIBS) $(GIO_LIBS)
# Also where only this program is made.
$(kexecctl_OBJECTS): dbus/generated.h

dist_man_MANS += client/kexecctl.1

# Installed under the names under which the shells look for them.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = client/completions/_kexecctl
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = client/completions/kexecctl.fish
nodist_bashcompletion_DATA = client/completions/kexecctl
EXTRA_DIST += client/completions/kexecctl.bash
CLEANFILES += client/completions/kexecctl

client/completions/kexecctl: client/completions/kexecctl.bash Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && cp $< $@

applicationsdir = $(datadir)/applications
dist_applications_DATA = client/org.kexecd.FastRestart.desktop
