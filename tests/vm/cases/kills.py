# SPDX-License-Identifier: LGPL-2.1-or-later
"""kill -9 at random moments: the daemon, started again, never claims what is not so. KX_KILLS=N: how often (100)."""

import json
import os
import random

from kxvm.bzimage import bzimage
from kxvm.kexecd import kernel_flag, status, wait_armed
from kxvm.small import small


def _claims(guest):
    """What the daemon claims, where it is up, against the kernel's flag; None where it claims nothing false."""
    result = guest.run("f=/sys/kernel/kexec_loaded; a=$(cat $f); s=$(kexecctl status --json); b=$(cat $f); "
                       "echo \"$a $b $s\"", check=False)
    first, second, *answer = result.out.split(maxsplit=2)
    if first != second or not answer:
        return None  # in between, or nobody there
    state = json.loads(answer[0])["state"]
    wrong = {"armed": "0", "idle": "1", "unavailable": "1"}.get(state) == first
    return f"Status says {state}, the kernel's flag is {first}" if wrong else None


def run(tap):
    count = int(os.environ.get("KX_KILLS", "100"))
    seed = int(os.environ.get("KX_SEED") or random.randrange(1 << 30))
    chance = random.Random(seed)
    tap.note(f"{count} kills, KX_SEED={seed}")
    armed = "6.1.0-1-test"
    files = {f"/boot/vmlinuz-{armed}": bzimage(armed, 4 << 20), f"/usr/lib/modules/{armed}/modules.order": ""}
    lies, loads = [], []
    with small("kills", files=files, limit=300 + 10 * count) as guest:
        wait_armed(guest, armed)
        for number in range(count):
            before = status(guest)["loads"]
            # every other time while it loads
            prepare = "kexecctl unload >/dev/null; kexecctl load >/dev/null 2>&1 &" if number % 2 else ""
            guest.run(f"{prepare} sleep {chance.uniform(0, 1.5):.3f}; kill -9 $(pidof kexecd); true")
            guest.until("kexecctl status --json >/dev/null", 30)
            lies += filter(None, [_claims(guest)])
            if number % 2:
                guest.run("kexecctl load >/dev/null", check=False)  # unless the one before came to its end
            report = wait_armed(guest, armed, 60)
            lies += filter(None, [_claims(guest)])
            loads.append(report["loads"] - before)
        flag = kernel_flag(guest)
    tap.equal(flag, 1, f"armed again after each of {count} kills")
    tap.check(not lies, "Status never claimed what was not so", lies[:5])
    tap.check(max(loads[::2]) <= 1, "at most one load more after a kill while idle", loads)
    tap.note(f"loads again after a kill while armed: {sum(loads[::2])} of {len(loads[::2])}")
