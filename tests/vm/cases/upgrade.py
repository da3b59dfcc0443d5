# SPDX-License-Identifier: LGPL-2.1-or-later
"""A newer kernel package is armed by itself and started by the user on tty1, in order."""

from kxvm import upgrade
from kxvm.debian import debian

PAIRED = 125


def run(tap):
    with debian("upgrade") as guest:
        for seconds, text in upgrade.tell(guest, tap).rows:
            tap.note(f"{seconds:6.1f} s  {text}")
