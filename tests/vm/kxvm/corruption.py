# SPDX-License-Identifier: LGPL-2.1-or-later
"""Restarts into a kernel of which one bit was turned over: each has to end in a reset and a cold boot."""

import os
import random
import re
import statistics
import time

from .kernels import kernels
from .restarts import CMDLINE, Hardware, restarter

KERNEL = "6.1-lz4"  # quickly unpacked
HARDWARE = Hardware("bios", 1, 512, False)
# what the purgatory writes on the serial console
_WORD = "kexecd: memory changed on the way to the new kernel"
_MARK = "kx.corrupted"
# Seconds of one processor that the emulator may use from the old kernel's last words to the reset: on a busy host the
# clock on the wall says nothing. Half of them need no more than the first; the others may be disturbed by the host.
LIMIT, _LIMIT_ONE = 1.0, 2.0


class Flips:
    """A guest in which bits are turned over; use it in a `with`."""

    def __init__(self, name, store, method):
        self._guest = restarter(name, store, HARDWARE, KERNEL, reboots=True, limit=6 * 3600)
        self._method = method

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._guest.close()

    def _load(self, seed):
        guest, read = self._guest, self._guest.store.read_command
        guest.run(f"{read(KERNEL, '/boot/kernel')}; {read('cpio', '/boot/initrd')}")
        return guest.out(f"load-corrupted {self._method} /boot/kernel /boot/initrd "
                         f"'{CMDLINE} {_MARK}' {seed}", timeout=120)

    def flip(self, seed):
        """(where the bit was, [what is not as it should be], seconds of a processor until the reset)."""
        guest, before = self._guest, self._guest.facts
        where, mark = self._load(seed), self._guest.console.mark()
        seconds, found = 0.0, []
        guest.qmp.forget_events()
        guest.agent.start("kexec -e")
        try:
            guest.console.wait("Starting new kernel", mark, 60)
            left = guest.cpu_seconds()
            guest.qmp.wait_event("RESET", 60)
            seconds = guest.cpu_seconds() - left
        except TimeoutError:
            found.append("no reset: " + guest.console.tail(5))
            guest.qmp.call("system_reset")
            guest.qmp.wait_event("RESET", 60)
        guest.agent.wait(120)
        guest.settle()
        if seconds > _LIMIT_ONE:
            found.append(f"it took {seconds:.2f} s until the reset")
        if not guest.console.find(re.escape(_WORD), mark):
            found.append("the purgatory did not say why")
        if guest.console.find(_MARK, mark):
            found.append("the modified kernel ran")
        for key in ("release", "loader", "cmdline"):
            if guest.facts[key] != before[key]:
                found.append(f"{key}: {guest.facts[key]!r}, after a cold boot {before[key]!r}")
        return where, found, seconds

    def untouched(self):
        """Whether the same program restarts the machine where it turns nothing over."""
        boot = self._guest.facts["boot"]
        self._load("none")
        self._guest.agent.start("kexec -e")
        self._guest.wait_restart(boot)
        running = self._guest.settle()
        started = running["loader"] == "208" and _MARK in running["cmdline"]
        mark = self._guest.console.mark()
        self._guest.qmp.call("system_reset")
        self._guest.console.wait("Linux version", mark, 60)
        self._guest.wait_restart(running["boot"])
        self._guest.settle()
        return started


def run_flips(tap, store, name, method, count):
    """Turn over COUNT bits, one after the other."""
    chosen = int(os.environ.get("KX_SEED") or random.randrange(1 << 30))
    chance = random.Random(chosen)
    tap.note(f"{method}: {count} flips, KX_SEED={chosen}")
    with Flips(name, store, method) as flips:
        tap.check(flips.untouched(), f"{method}: with nothing turned over it restarts")
        times, began = [], time.monotonic()
        for _ in range(count):
            where, found, seconds = flips.flip(chance.randrange(1 << 32))
            times.append(seconds)
            tap.check(not found, f"{method}: {where}: reset, and a cold boot", "\n".join(found))
        tap.check(statistics.median(times) <= LIMIT, f"{method}: the reset comes within a second", times)
        tap.note(f"{method}: {count} in {time.monotonic() - began:.0f} s; seconds until the reset: "
                 f"{statistics.median(times):.2f}, at most {max(times):.2f}")
