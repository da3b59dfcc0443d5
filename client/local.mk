# kexecctl.

bin_PROGRAMS += kexecctl
kexecctl_CPPFLAGS = $(DBUS_CPPFLAGS) -I$(top_srcdir)/client
kexecctl_CFLAGS = $(AM_CFLAGS)
kexecctl_SOURCES = client/main.c
kexecctl_LDADD = libkx-dbus.a $(GIO_LIBS)
