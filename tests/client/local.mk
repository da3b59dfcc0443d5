# kexecctl against a mock of the daemon.

TESTS += tests/client/test-kexecctl.py
dist_check_SCRIPTS += tests/client/test-kexecctl.py
EXTRA_DIST += tests/client/mockbus.py
