# SPDX-License-Identifier: LGPL-2.1-or-later
"""A kernel that only fails raw: after the restart that failed it is loaded in the next way by itself, and arrives."""

from kxvm.debian import debian
from kxvm.kexecd import wait_armed
from kxvm.outcomes import is_cold, restart, wait_told
from kxvm.packages import kernels, release, vmlinuz
from kxvm.trap import trap

PAIRED = 120


def _fails(guest, tap, name):
    tap.equal(wait_armed(guest, name)["armed"]["method"], "raw", "at first it is loaded raw")
    way = restart(guest)
    last = wait_told(guest, "armed")["last-restart"]
    tap.check(way.starts() == 1 and is_cold(guest), "nothing of it runs: the machine is up again, cold, by itself",
              way.lines[-40:])
    tap.equal((last["verdict"], last["method"]), ("lost", "raw"), "and knows that raw has failed")
    tap.note(last["reason"])


def _descends(guest, tap, name):
    armed = wait_armed(guest, name)["armed"]
    tap.equal(armed["method"], "bzimage", "it is armed again in the next way, and nobody asked for that")
    tap.check("by raw failed" in armed["method-reason"] and "kexecctl forgive" in armed["method-reason"],
              "Status says why, and what helps", armed["method-reason"])
    tap.note(armed["method-reason"])


def _arrives(guest, tap, name):
    restart(guest)
    last = wait_told(guest, "armed")["last-restart"]
    tap.equal((last["verdict"], last["method"], last["release"]), ("arrived", "bzimage", name), "so it arrives")
    tap.equal(wait_armed(guest, name)["armed"]["method"], "bzimage", "and raw is not tried again")


def run(tap):
    package = kernels()[0]
    name = release(package)
    with debian("ladder", cold=True, kexecd=False, reboots=True) as guest:
        guest.run(f"cat >/boot/vmlinuz-{name}", stdin=trap(vmlinuz(package).read_bytes()), timeout=120)
        guest.install()
        _fails(guest, tap, name)
        _descends(guest, tap, name)
        _arrives(guest, tap, name)
