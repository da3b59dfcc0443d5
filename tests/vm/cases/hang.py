# SPDX-License-Identifier: LGPL-2.1-or-later
"""A next kernel whose first program hangs: the watchdog resets the machine, which is up again by itself, and knows."""

from kxvm.kexecd import configure, status, wait_armed, wait_status
from kxvm.outcomes import HANGS, first, restart
from kxvm.stock import Stock

WAITS = 180

# Without it the driver stops its timer when the old kernel ends.
_WORDS = {"watchdog": "stop_on_reboot=0"}
_SECONDS = 60


def _protected(guest, tap):
    protection = wait_status(guest, lambda s: "protection" in s)["protection"]
    tap.check(protection["watchdog"], "Status says that the watchdog protects", protection)
    tap.note(protection["text"])


def _hangs(guest, tap):
    before = status(guest)["generation"]
    guest.run(f"cat >/boot/initrd.img-{guest.out('uname -r')}", stdin=first(HANGS), timeout=120)
    wait_status(guest, lambda s: s["state"] == "armed" and s["generation"] != before, timeout=180)
    tap.equal(restart(guest).starts(), 2, "the next kernel started, hung, and the machine is up again by itself")
    report = wait_status(guest, lambda s: "last-restart" in s and s["state"] == "failed", timeout=240)
    last = report["last-restart"]
    tap.check(last["verdict"] == "lost" and "watchdog" in last["reason"], "the verdict: lost, a watchdog reset it", last)
    tap.check("forgive" in report["reason"], "what hung is not armed again, and Status says what helps", report["reason"])
    tap.equal(guest.out("cat /sys/kernel/kexec_loaded"), "0", "the kernel holds nothing")


def run(tap):
    with Stock(("i6300esb",), _WORDS) as stock, stock.boot("hang", devices=("-device", "i6300esb"),
                                                                         memory=1024, reboots=True) as guest:
        # the early modules are for the cold boot only, and whoever takes another first program has no promise
        guest.run("mkdir -p /etc/kernel; sed 's/ rdinit=[^ ]*//' /proc/cmdline >/etc/kernel/cmdline")
        configure(guest, f"Watchdog={_SECONDS}s\nMaxFailures=1\n")
        wait_armed(guest, stock.release, timeout=240)
        _protected(guest, tap)
        _hangs(guest, tap)
