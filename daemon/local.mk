# The daemon: assembly of the rooms, and what is installed beside it.

libexec_PROGRAMS += kexecd
kexecd_CPPFLAGS = $(SERVICE_CPPFLAGS)
kexecd_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
kexecd_SOURCES = daemon/main.c
kexecd_LDADD = $(SERVICE_LIBS) $(SYSTEMD_LIBS) $(GIO_LIBS)

systemdsystemunit_DATA = daemon/kexecd.service daemon/kexecd-stopped.service
dist_catalog_DATA = daemon/kexecd.catalog
EXTRA_DIST += daemon/kexecd.service.in daemon/kexecd-stopped.service.in
CLEANFILES += daemon/kexecd.service daemon/kexecd-stopped.service

daemon/kexecd.service: daemon/kexecd.service.in Makefile
	$(SUBSTITUTE) $< > $@

daemon/kexecd-stopped.service: daemon/kexecd-stopped.service.in Makefile
	$(SUBSTITUTE) $< > $@

dist_man_MANS += daemon/kexecd.8 daemon/kexecd.conf.5 daemon/kexecd.hazards.5
EXTRA_DIST += daemon/service/event-ids.h
