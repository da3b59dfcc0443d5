# SPDX-License-Identifier: LGPL-2.1-or-later
"""A bit that flips between arming and restart: the machine resets within a second and boots cold. KX_FLIPS=N: how many (6)."""

import os

from kxvm.corruption import run_flips
from kxvm.restarts import Store

PAIRED = 120


def run(tap):
    count = int(os.environ.get("KX_FLIPS", "6"))
    with Store(packings=("cpio",)) as store:
        run_flips(tap, store, "corruption-raw", "raw", count - count // 3)
        run_flips(tap, store, "corruption-bzimage", "bzimage", count // 3)
