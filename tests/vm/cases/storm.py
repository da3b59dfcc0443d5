# SPDX-License-Identifier: LGPL-2.1-or-later
"""10 000 files come and go in /boot within 60 s; a kernel that arrives in the midst of it is armed in time."""

import pathlib
import subprocess

from kxvm.kexecd import status, wait_armed
from kxvm.packages import kernels, release, vmlinuz
from kxvm.small import small

PAIRED = 40

_VM = pathlib.Path(__file__).resolve().parents[1]

# All of it runs by the guest's own clock, which counts instructions: a host that is busy makes no difference.
# The kernel comes as a tool without a package manager's lock would put it there: in place, the initrd last.
_SCRIPT = """#!/bin/sh
now () {{ cut -d' ' -f1 /proc/uptime; }}
cpu () {{ awk '{{print $14 + $15}}' /proc/$(pidof kexecd)/stat; }}
before=$(cpu)
started=$(now)
perl /storm.pl /boot 10000 60 >/run/storm.out 2>&1 &
sleep 10
cp /new/vmlinuz-{new} /boot/ && cp /new/initrd.img-{new} /boot/
echo arrived $started $(now)
until kexecctl status --json | grep -A4 '"armed" : {{' | grep -q '"image" : "{new}"'; do sleep 0.5; done
echo armed $started $(now)
wait
echo cpu $before $(cpu)
cat /run/storm.out
"""


def _perl():
    """{path: file} of the interpreter and its modules, as they are on this machine."""
    names = subprocess.run(["dpkg", "-L", "perl-base"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    paths = map(pathlib.Path, names)
    return {str(path): path for path in paths if path.is_file() and "/doc/" not in str(path)}


def run(tap):
    old, new = map(release, kernels())
    files = {**_perl(), "/storm.pl": _VM / "small/storm.pl", "/storm.sh": _SCRIPT.format(new=new),
             f"/new/vmlinuz-{new}": vmlinuz(kernels()[1]), f"/new/initrd.img-{new}": "070701" + 4090 * "0",
             f"/boot/initrd.img-{old}": "070701" + 4090 * "0", f"/usr/lib/modules/{new}/modules.order": "",
             # a queue that overflows for certain
             "/etc/sysctl.conf": "fs.inotify.max_queued_events = 32\n"}
    with small("storm", icount=True, kernels=(0,), files=files, memory=1024, limit=1200,
               programs=("/usr/bin/perl",)) as guest:
        wait_armed(guest, old)
        loads = status(guest)["loads"]
        output = guest.run("/storm.sh", timeout=1000).out
        rows = dict(line.split(" ", 1) for line in output.splitlines())
        seconds = {key: float(rows[key].split()[1]) - float(rows[key].split()[0]) for key in ("arrived", "armed", "cpu")}
        tap.check(seconds["armed"] <= 25, "a kernel that arrives at second 10 is armed by second 25", output)
        tap.check("10000" in rows, "the storm was as hard as announced", output)
        guest.run("sleep 5")
        report = status(guest)
        tap.equal((report["state"], report["armed"]["release"]), ("armed", new), "afterwards it is armed with it")
        tap.equal(report["loads"], loads + 1, "with one load")
        tap.note(f"arrived at {seconds['arrived']:.1f} s, armed at {seconds['armed']:.1f} s; CPU time of kexecd "
                 f"{seconds['cpu'] / 100:.1f} s of a CPU with 1 000 million instructions per second; {output.splitlines()[-1]}")
