# SPDX-License-Identifier: LGPL-2.1-or-later
"""10 000 files come and go in /boot within 60 s; a kernel that arrives in the midst of it is armed in time."""

import pathlib
import time

from kxvm.debian import debian
from kxvm.kexecd import pid, status, wait_armed
from kxvm.packages import kernels, release

_STORM = pathlib.Path(__file__).resolve().parents[1] / "debian" / "storm.pl"
# the complete kernel, as a tool without dpkg would put it there: in place, the initrd last
_ARRIVE = "cp /var/tmp/new/boot/vmlinuz-{new} /boot/ && cp /var/tmp/initrd /boot/initrd.img-{new}"


def _cpu(guest):
    """CPU seconds of kexecd so far."""
    return int(guest.out(f"awk '{{print $14 + $15}}' /proc/{pid(guest)}/stat")) / 100


def run(tap):
    old, new = map(release, kernels())
    with debian("storm") as guest:
        wait_armed(guest, old)
        guest.run(f"cd /var/tmp && dpkg-deb -x /var/cache/newer-kernel.deb new && cp -r new/lib/modules/{new} /lib/modules "
                  f"&& cp /boot/initrd.img-{old} initrd && sync", timeout=200)
        # a queue that overflows for certain
        guest.run("sysctl -q fs.inotify.max_queued_events=32; systemctl restart kexecd; cat >/run/storm.pl",
                  stdin=_STORM.read_bytes(), timeout=120)
        wait_armed(guest, old)
        cpu = _cpu(guest)
        storm = guest.agent.start("perl /run/storm.pl /boot 10000 60")
        started = guest.uptime()
        time.sleep(max(0, 10 - (guest.uptime() - started)))
        guest.run(_ARRIVE.format(old=old, new=new), timeout=60)
        arrived = guest.uptime() - started
        wait_armed(guest, new, 120)
        armed = guest.uptime() - started
        tap.check(armed <= 25, "a kernel that arrives at second 10 is armed by second 25",
                  f"arrived at {arrived:.1f} s, armed at {armed:.1f} s")
        result = guest.agent.finish(storm, 120)
        tap.note(f"{result.out.strip()}; the kernel arrived at {arrived:.1f} s and was armed at {armed:.1f} s")
        cpu = _cpu(guest) - cpu
        tap.check("10000 files" in result.out, "the storm was as hard as announced", result.out + result.err)
        time.sleep(5)
        report = status(guest)
        tap.equal((report["state"], report["armed"]["release"]), ("armed", new), "afterwards it is armed with it")
        tap.note(f"CPU time of kexecd in the storm: {cpu:.1f} s, emulated")
