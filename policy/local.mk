# Who may do what: polkit's actions, the configuration with its defaults, and the table of device
# hazards.

polkitactionsdir = $(datadir)/polkit-1/actions
dist_polkitactions_DATA = policy/org.kexecd.policy
dist_sysconf_DATA = policy/kexecd.conf
dist_pkgdata_DATA = policy/hazards.conf
