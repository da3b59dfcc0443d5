# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a restart takes, part by part and by every method, and what it saves against a cold boot: as the host's clock shows."""

import configparser

from kxvm.debian import debian
from kxvm.kexecd import configure, wait_armed, wait_status
from kxvm.loaders import loaded
from kxvm.packages import kernels, release
from kxvm.stopwatch import Stopwatch, check_phases, execute, measured

BY_NAME = True

_METHODS = ("raw", "bzimage", "files")


def _arm(guest, method):
    configure(guest, f"Method={method}\n")
    guest.run("kexecctl load", timeout=180)
    wait_status(guest, lambda s: s["state"] == "armed" and s["armed"]["method"] == method, timeout=60)


def _parts(tap):
    # on a busy host Linux would not trust the counter that the purgatory stamps with
    with debian("phases", cold=True, words="tsc=nowatchdog") as guest:
        watch = Stopwatch(guest)
        for method in _METHODS:
            _arm(guest, method)
            timing = watch.restart(execute(guest))
            last = measured(guest)
            tap.equal((last["verdict"], last["method"]), ("arrived", method), f"{method}: it arrived")
            check_phases(tap, timing, last)


def _cold(guest):
    """What kexecd keeps of the last cold boot: seconds from all services stopped to everything started."""
    guest.until("grep -q '^cold=[0-9]' /var/lib/kexecd/restarts", timeout=120)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(guest.out("cat /var/lib/kexecd/restarts"))
    return int(parser["journal"]["cold"]) / 1e6


def _check_cold(tap, timing, cold):
    """What a cold boot took is told by the real-time clock, which the new kernel reads in whole seconds."""
    clock = f"of which the guest's clock has moved on by {timing.shift:.2f} s"
    tap.note(f"cold boot: {timing.stopped:.2f} s from outside; {cold:.2f} s by kexecd, {clock}; firmware, loader and all")
    tap.check(abs(timing.shift) <= 1.2, "a cold boot costs the guest's clock no more than its second", timing.shift)
    tap.check(abs(cold - timing.shift - timing.stopped) <= 0.02 * timing.stopped,
              f"a cold boot took {cold:.2f} s by kexecd, {timing.stopped:.2f} s from outside", clock)


def _saved(tap):
    old = release(kernels()[0])
    with loaded("grub-efi", reboots=True, limit=1800) as guest:
        guest.install()
        wait_armed(guest, old)
        watch = Stopwatch(guest)
        cold = watch.restart("systemctl reboot")
        started_by = guest.out("cat /proc/sys/kernel/bootloader_type")
        tap.check(started_by != "208", "an ordinary reboot goes through firmware and GRUB", started_by)
        told = _cold(guest)
        _check_cold(tap, cold, told)
        wait_armed(guest, old)
        fast = watch.restart(execute(guest))
        last = measured(guest)
        check_phases(tap, fast, last)
        saved, outside = last["saved"] / 1e6, cold.stopped - fast.stopped
        tap.note(f"from all services stopped: cold {cold.stopped:.2f} s, fast {fast.stopped:.2f} s")
        tap.check(abs(saved - cold.shift - outside) <= 0.05 * abs(outside),
                  f"it saved {saved:.2f} s by kexecd, {outside:.2f} s from outside", f"the clock's shift: {cold.shift:.2f} s")
        tap.check("than through the firmware" in guest.out("kexecctl status"), "status says so")


def run(tap):
    _parts(tap)
    _saved(tap)
