# SPDX-License-Identifier: LGPL-2.1-or-later
"""kill -9 at random moments: the daemon, started again, never claims what is not so. KX_KILLS=N: how often (20)."""

import concurrent.futures
import os
import random
import re
import time

from kxvm import install
from kxvm.bzimage import bzimage
from kxvm.kexecd import wait_armed
from kxvm.small import small

RELEASE = "6.1.0-1-test"
GUESTS = 2
# Status without kexecctl, which takes longer to start than the daemon; the kernel's own word before and after it
_ASK = ("cat /sys/kernel/kexec_loaded; dbus-send --system --print-reply --dest=org.kexecd.Kexecd1 "
        "/org/kexecd/Kexecd1 org.kexecd.Kexecd1.Manager.Status; cat /sys/kernel/kexec_loaded")
# what the flag cannot be where the daemon says so
_IMPOSSIBLE = {"armed": "0", "idle": "1", "unavailable": "1"}


class Answer:
    """One Status beside the kernel's flag."""

    def __init__(self, text):
        self.flags = text[:1], text.rstrip()[-1:]
        state = re.search(r'"state"\s+variant\s+string "(\w+)"', text)
        loads = re.search(r'"loads"\s+variant\s+uint64 (\d+)', text)
        self.state = state and state[1]
        self.loads = int(loads[1]) if loads else None

    def lie(self):
        """What it claims that is not so, or None. A flag that has just changed proves nothing."""
        wrong = self.flags[0] == self.flags[1] == _IMPOSSIBLE.get(self.state)
        return f"state {self.state}, the kernel's flag {self.flags[0]}" if wrong else None


def _ask_until(guest, accept, lies, timeout=60):
    """Ask until ACCEPT(answer); every answer is judged."""
    deadline = time.monotonic() + timeout
    while True:
        answer = Answer(guest.run(_ASK, check=False).out)
        lies += filter(None, [answer.lie()])
        if accept(answer):
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"state {answer.state} after {timeout} s: {guest.out('tail /run/kexecd.log')}")


def _kill_while_armed(guest, chance, lies):
    """The loads that it took until it was armed again."""
    before = _ask_until(guest, lambda a: a.state == "armed", lies)
    guest.run(f"sleep {chance.uniform(0, 0.3):.3f}; kill -9 $(pidof kexecd)")
    return _ask_until(guest, lambda a: a.state == "armed", lies).loads - before.loads


def _kill_while_loading(guest, chance, lies):
    guest.run(f"kexecctl unload >/dev/null; kexecctl load >/dev/null 2>&1 & sleep {chance.uniform(0.5, 2.5):.3f}; "
              "kill -9 $(pidof kexecd)")
    _ask_until(guest, lambda a: a.state in ("armed", "idle"), lies)
    guest.run("kexecctl load >/dev/null", check=False)


def _torture(number, count, seed):
    """(loads after each kill while armed, false claims) of one guest."""
    chance, loads, lies = random.Random(seed + number), [], []
    files = {f"/boot/vmlinuz-{RELEASE}": bzimage(RELEASE, 4 << 20),
             f"/usr/lib/modules/{RELEASE}/modules.order": ""}
    with small(f"kills-{number}", files=files, cpus=1, limit=300 + 30 * count) as guest:
        wait_armed(guest, RELEASE)
        for index in range(count):
            if index % 2:
                _kill_while_loading(guest, chance, lies)
            else:
                loads.append(_kill_while_armed(guest, chance, lies))
        _ask_until(guest, lambda a: a.state == "armed", lies)
    return loads, lies


def run(tap):
    count = int(os.environ.get("KX_KILLS", "20"))
    seed = int(os.environ.get("KX_SEED") or random.randrange(1 << 30))
    tap.note(f"{count} kills, KX_SEED={seed}")
    install.tree()  # once, before there are threads
    with concurrent.futures.ThreadPoolExecutor(GUESTS) as pool:
        results = list(pool.map(lambda n: _torture(n, count // GUESTS, seed), range(GUESTS)))
    loads = [n for row, _ in results for n in row]
    lies = [text for _, row in results for text in row]
    tap.check(True, f"up again and armed after each of {count} kills")
    tap.check(not lies, "Status never claimed what was not so", lies[:5])
    tap.check(max(loads) <= 1, "at most one load more after a kill while armed", loads)
    tap.note(f"loads again after a kill while armed: {sum(loads)} of {len(loads)}")
