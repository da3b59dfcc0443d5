# Measurements whose results belong into the README.

bench: all
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/scan
	@KX_BUILDDIR='$(abs_top_builddir)' $(srcdir)/tests/bench/load

PHONY_TARGETS += bench

EXTRA_DIST += \
	tests/bench/load \
	tests/bench/scan
