# Who may do what: polkit's actions and the configuration with its defaults.

polkitactionsdir = $(datadir)/polkit-1/actions
dist_polkitactions_DATA = policy/org.kexecd.policy
dist_sysconf_DATA = policy/kexecd.conf
