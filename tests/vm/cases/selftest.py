# SPDX-License-Identifier: LGPL-2.1-or-later
"""The test machines themselves: they boot, obey, keep time and come back after a kexec (no kexecd in them)."""

import time

from kxvm.debian import CMDLINE, debian
from kxvm.packages import kernels, release
from kxvm.small import small

PAIRED = 140
BY_NAME = True  # every other case rests on it and would fail with it


def _small(tap):
    with small("selftest-small", kexecd=False) as guest:
        tap.equal(guest.out("uname -r"), release(kernels()[0]), "the small guest runs the older kernel")
        tap.equal(guest.run("echo out; echo err >&2; exit 3", check=False).code, 3, "it tells exit codes")
        first, second = guest.monotonic(), guest.monotonic()
        tap.check(0 < second - first < 5e9, "it has a clock", f"{first} {second}")
        tap.note(f"small guest up after {guest.uptime():.1f} s of its own time")


def _counted():
    with small("selftest-icount", kexecd=False, icount=True) as guest:
        measure = "a=$(sed -n 's/^now at \\([0-9]*\\).*/\\1/p' /proc/timer_list); md5sum /bin/busybox >/dev/null; " \
                  "b=$(sed -n 's/^now at \\([0-9]*\\).*/\\1/p' /proc/timer_list); echo $((b - a))"
        guest.out(measure)
        return [int(guest.out(measure)) for _ in range(3)]


def _debian(tap):
    with debian("selftest-debian", kexecd=False, cold=True) as guest:
        session = guest.wait_session()
        tap.equal((session["Seat"], session["Active"], session["Name"], session["VTNr"]),
                  ("seat0", "yes", "user", "1"), "the user's session is active on seat0")
        code, output = guest.user("tty; id -un; cat /proc/self/cgroup; exit 4")
        tap.check(code == 4 and "/dev/tty1" in output and "session-" in output,
                  "typed commands run in that session", f"{code} {output}")
        boot = guest.boot_id()
        guest.run("kexec -s -l /boot/vmlinuz-$(uname -r) --initrd=/boot/initrd.img-$(uname -r) "
                  "--command-line=\"$(cat /proc/cmdline) kexeced\"")
        mark = guest.console.mark()
        started = time.monotonic()
        guest.agent.start("systemctl kexec")
        guest.wait_restart(boot)
        tap.equal(guest.out("cat /proc/cmdline"), CMDLINE + " kexeced", "it comes back from a kexec, and so do we")
        down = guest.console.wait("Starting new kernel", mark, 5)[0]
        up = guest.console.wait("Linux version", mark, 5)[0]
        guest.wait_session()
        tap.check(guest.uptime() < time.monotonic() - started + 1, "its clock has started anew")
        tap.note(f"from 'Starting new kernel' to the new kernel's first line: {up - down:.1f} s")


def run(tap):
    _small(tap)
    figures = _counted()
    spread = (max(figures) - min(figures)) / min(figures)
    tap.check(spread < 0.05, "counted instructions repeat within 5 %", figures)
    tap.note(f"counted: {figures} ns")
    _debian(tap)
