# The purgatory: the code that runs between two kernels.

PURGATORY_CPPFLAGS = -I$(top_srcdir)/purgatory

EXTRA_DIST += purgatory/parameters.h
