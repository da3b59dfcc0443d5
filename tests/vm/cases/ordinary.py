# SPDX-License-Identifier: LGPL-2.1-or-later
"""OrdinaryReboot= on Debian 12: a sample of what `make check-reboots` shows whole."""

from kxvm.debian import debian
from kxvm.kexecd import wait_armed
from kxvm.ordinary import COLD, KEXEC, KINDS, Ordinary, documented
from kxvm.packages import kernels, release

PAIRED = 60

_KIND = KINDS["252-bios"]
# by systemd alone, and by logind
_SAMPLE = {"follow": {"shutdown -r now": KEXEC}, "cold": {"shutdown -r now": COLD, "systemctl kexec": COLD}}


def run(tap):
    with debian("ordinary", cold=True, reboots=True) as guest:
        wait_armed(guest, release(kernels()[0]))
        machine = Ordinary(guest)
        for policy, commands in _SAMPLE.items():
            report = machine.configure(policy, "armed")
            tap.note(report["ordinary-reboot"])
            tap.check(("(systemd 252)" in report["ordinary-reboot"]) == (policy == "follow"),
                      f"{policy}: Status says what a reboot does here", report["ordinary-reboot"])
            for command, outcome in commands.items():
                tap.equal(documented(_KIND, policy, "armed", command), outcome,
                          f"{policy}: documented: {command}: {outcome}")
                seen, why = machine.restart(command)
                tap.note(why)
                tap.equal(seen, outcome, f"{policy}: {command}: {outcome}")
            machine.leave()
