# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory gets short in a machine of 1 GB: armed becomes staged, and armed again; the kernel never kills a program."""

from kxvm import install
from kxvm.debian import debian
from kxvm.kexecd import configure, kernel_flag, status, summary, wait_armed, wait_status
from kxvm.packages import kernels, release

PAIRED = 105

_MIB = 1 << 20
# MiB: what kexecd leaves; what the program leaves, and up to 30 more, since the kernel finds some when it searches.
# Without what is armed there is room for its files.
_FLOOR, _LEFT = 112, 64
_READ = 300  # MiB: far more than that leaves room for


def _available(guest):
    """MiB"""
    return int(guest.out("awk '/^MemAvailable:/ {print $2}' /proc/meminfo")) >> 10


def _take(guest, mib, pause):
    """Have a program take so much, with so many milliseconds after each of them; not waited for."""
    guest.run(f"setsid take {mib} {pause} >/run/taken 2>&1 </dev/null &")


def _read(guest):
    """Have a program read the same again and again, not waited for."""
    guest.run(f"setsid sh -c 'while :; do dd if=/dev/vda of=/dev/null bs=1M count={_READ}; done' "
              ">/dev/null 2>&1 </dev/null & echo $! >/run/reader")


def _wait_taken(guest):
    guest.until("grep -q taken /run/taken || ! pidof take", timeout=180)
    return guest.run("grep -q taken /run/taken && pidof take", check=False).code == 0


def _staged(guest, tap, old):
    """More than the floor leaves: what is armed goes, what is left is enough for its files."""
    held = status(guest)["armed"]["memory"] // _MIB
    before = _available(guest)
    taken = before - _LEFT
    _read(guest)  # who needs what the kernel had to drop waits for it: this is pressure
    _take(guest, taken, 0)
    # where the program is quicker than the copy, that is made in a second attempt
    report = wait_status(guest, lambda s: s["state"] == "staged", timeout=180)
    tap.equal(summary(report), ("staged", old, "staged"), f"{taken} of {before} MiB are taken: staged")
    tap.check("memory is short" in report["reason"], "… and the reason is memory", report["reason"])
    tap.equal(kernel_flag(guest), 0, "… and the kernel holds nothing")
    tap.check(_wait_taken(guest), "the program has what it asked for", guest.out("tail -5 /run/taken"))
    guest.run("kill -9 -$(cat /run/reader)")
    tap.note(f"{held} MiB were armed; {_available(guest)} MiB are available")
    guest.run("kill -9 $(pidof take)")
    wait_armed(guest, old, timeout=180)
    tap.equal(kernel_flag(guest), 1, "the program ends: armed again")
    return held


def _survives(guest, tap, old, held):
    """More than there was while the image was armed: there is enough for both only because it goes."""
    before = _available(guest)
    _take(guest, before + held // 3, 2)
    tap.check(_wait_taken(guest), f"{before + held // 3} MiB where {before} were available: the program has them",
              guest.out("cat /run/taken; cat /proc/meminfo; journalctl -b -u kexecd | tail; dmesg | tail -50"))
    tap.equal(kernel_flag(guest), 0, "… because the kernel holds nothing")
    guest.run("kill -9 $(pidof take)", check=False)
    wait_armed(guest, old, timeout=300)
    tap.equal(kernel_flag(guest), 1, "the program ends: armed again, though later than the first time")


def run(tap):
    # with one processor the program that takes the memory rarely waits for it, and that is what pressure is
    with debian("pressure", cold=True, cpus=2) as guest:
        old = release(kernels()[0])
        program = install.program("tests/vm/memory/take").read_bytes()
        guest.run("cat >/usr/local/bin/take && chmod +x /usr/local/bin/take", stdin=program)
        configure(guest, f"MemoryFloor={_FLOOR}\n")
        wait_armed(guest, old)
        # as has a machine that has been at work for a while
        guest.run("dd if=/dev/vda of=/dev/null bs=1M count=500 2>/dev/null", timeout=180)
        held = _staged(guest, tap, old)
        _survives(guest, tap, old, held)
        killed = guest.run("dmesg | grep -i 'out of memory\\|oom-kill\\|invoked oom'", check=False).out
        tap.equal(killed, "", "no program was killed for want of memory")
