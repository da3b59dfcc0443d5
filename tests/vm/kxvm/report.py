# SPDX-License-Identifier: LGPL-2.1-or-later
"""Progress for people: one line per step, with seconds since the start, on standard error."""

import sys
import time

_START = time.monotonic()


def progress(text):
    """Say what goes on; standard output is left to the results."""
    print(f"# [{time.monotonic() - _START:6.1f}s] {text}", file=sys.stderr, flush=True)
