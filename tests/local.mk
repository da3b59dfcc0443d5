# The tests: a folder for each room; here what they share.

# $(call …) is GNU make's; automake wants each program spelled out in the fragments.
TEST_CFLAGS = $(AM_CFLAGS)

include tests/formats/local.mk
include tests/boot/local.mk
include tests/disk/local.mk
include tests/system/local.mk
EXTRA_DIST += tests/tap.py
include tests/client/local.mk
include tests/fuzz/local.mk
include tests/restart/local.mk
include tests/load/local.mk
include tests/service/units.mk
include tests/service/local.mk
