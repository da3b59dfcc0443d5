# kexecctl against a mock of the daemon, and the files that are installed beside the programs.

TESTS += tests/client/test-kexecctl.py tests/client/test-installation.py
dist_check_SCRIPTS += tests/client/test-kexecctl.py tests/client/test-installation.py
EXTRA_DIST += tests/client/mockbus.py
