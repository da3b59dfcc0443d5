# SPDX-License-Identifier: LGPL-2.1-or-later
"""A memory module is plugged into the running machine: what is armed still fits, and the next kernel has the module."""

import pathlib
import tempfile
import time

from kxvm import packages
from kxvm.kexecd import status, wait_armed
from kxvm.machine import boot
from kxvm.small import pack, started

PAIRED = 25

_MIB = 1 << 20
_WORDS = "no_timer_check memhp_default_state=online"
_CMDLINE = f"console=ttyS0 panic=-1 {_WORDS}"


def _guest(work):
    """Its own initramfs lies in its /boot: it restarts into the same system."""
    kernel = packages.kernels()[0]
    own, whole = work / "own.img", work / "whole.img"
    pack(own)
    pack(whole, kernels=(0,), files={f"/boot/initrd.img-{packages.release(kernel)}": own,
                                     "/etc/kernel/cmdline": f"{_CMDLINE} kx.restarted\n"})
    return boot(lambda: started("hotplug", packages.vmlinuz(kernel), whole, _WORDS, limit=600,
                                memory="1024,slots=1,maxmem=4G"))


def _total(guest):
    """MiB"""
    return int(guest.out("awk '/^MemTotal:/ {print $2}' /proc/meminfo")) >> 10


def _plug(guest):
    guest.qmp.call("object-add", **{"qom-type": "memory-backend-ram", "id": "module", "size": 1024 * _MIB})
    guest.qmp.call("device_add", driver="pc-dimm", id="dimm", memdev="module")
    guest.until("[ $(awk '/^MemTotal:/ {print $2}' /proc/meminfo) -gt 1800000 ]", timeout=120)


def run(tap):
    with tempfile.TemporaryDirectory(prefix="kexecd-hotplug-") as place, _guest(pathlib.Path(place)) as guest:
        armed = wait_armed(guest, packages.release(packages.kernels()[0]), timeout=240)["armed"]
        tap.equal(armed["method"], "raw", "laid out for the memory that there is")
        before = _total(guest)
        _plug(guest)
        tap.note(f"MemTotal: {before} MiB, with the module {_total(guest)} MiB")
        # The firmware's map, which the next kernel is told, is the same: it finds the module as this one did.
        time.sleep(5)  # longer than the daemon lets a burst of events settle
        report = status(guest)
        tap.equal((report["state"], report["armed"]["since"]), ("armed", armed["since"]), "what is armed still fits")
        boot_id = guest.boot_id()
        guest.agent.start("kexec -e")
        guest.wait_restart(boot_id)
        tap.check("kx.restarted" in guest.out("cat /proc/cmdline"), "the machine restarts into it")
        guest.until("[ $(awk '/^MemTotal:/ {print $2}' /proc/meminfo) -gt 1800000 ]", timeout=60)
        tap.check(_total(guest) > before + 900, f"the next kernel has the module: {_total(guest)} MiB")
        told = guest.out("dmesg | grep BIOS-e820")
        tap.check("100000000" not in told, "… and was not told of it, so that it can be unplugged again", told)
