# The room service/ of the daemon.

SERVICE_CPPFLAGS = $(DISK_CPPFLAGS) -I$(top_srcdir)/daemon/system -I$(top_builddir)/dbus -I$(top_srcdir)/daemon/service
SERVICE_LIBS = libkx-service.a libkx-disk.a libkx-system.a libkx-boot.a libkx-load.a libkx-restart.a $(FORMATS_LIBS) libkx-dbus.a $(JSON_LIBS)

noinst_LIBRARIES += libkx-service.a
libkx_service_a_CPPFLAGS = $(SERVICE_CPPFLAGS)
libkx_service_a_CFLAGS = $(AM_CFLAGS) $(POLKIT_CFLAGS) $(SYSTEMD_CFLAGS)
libkx_service_a_SOURCES =
