# The contract: names, interface, bus policy and bus activation, and the code that gdbus-codegen
# makes of the interface.

dbus_interface = dbus/org.kexecd.Kexecd1.Manager.xml

interfacedir = $(datadir)/dbus-1/interfaces
dist_interface_DATA = $(dbus_interface)
dbuspolicydir = $(datadir)/dbus-1/system.d
dist_dbuspolicy_DATA = dbus/org.kexecd.Kexecd1.conf
dbusservicedir = $(datadir)/dbus-1/system-services
nodist_dbusservice_DATA = dbus/org.kexecd.Kexecd1.service
EXTRA_DIST += dbus/org.kexecd.Kexecd1.service.in
CLEANFILES += dbus/org.kexecd.Kexecd1.service

dbus/org.kexecd.Kexecd1.service: dbus/org.kexecd.Kexecd1.service.in Makefile
	$(SUBSTITUTE) $< > $@

noinst_LIBRARIES += libkx-dbus.a
nodist_libkx_dbus_a_SOURCES = dbus/generated.c dbus/generated.h
libkx_dbus_a_SOURCES = dbus/names.h
# The generated code is not ours to warn about.
libkx_dbus_a_CFLAGS = -std=gnu17 -w $(SANITIZE_CFLAGS) $(GIO_CFLAGS)
BUILT_SOURCES += dbus/generated.h
CLEANFILES += dbus/generated.c dbus/generated.h

dbus/generated.h: $(dbus_interface) Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GDBUS_CODEGEN) --interface-prefix org.kexecd.Kexecd1. \
		--c-namespace KxDbus --glib-min-required 2.64 --c-generate-autocleanup all \
		--header --output $@ $<

dbus/generated.c: $(dbus_interface) dbus/generated.h
	$(AM_V_GEN)$(GDBUS_CODEGEN) --interface-prefix org.kexecd.Kexecd1. \
		--c-namespace KxDbus --glib-min-required 2.64 --c-generate-autocleanup all \
		--body --output $@ $<

DBUS_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/dbus -I$(top_builddir)/dbus
