# Measurements whose results belong into the README.

bench: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/scan
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/load

bench-handover: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/handover

bench-memory: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/memory

PHONY_TARGETS += bench bench-handover bench-memory

EXTRA_DIST += \
	tests/bench/handover \
	tests/bench/load \
	tests/bench/memory \
	tests/bench/scan \
	tests/bench/stamp.c
