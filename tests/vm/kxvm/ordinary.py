# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every way to restart a machine, in every configuration of kexecd: whether it goes through the firmware.

A guest is brought into a state and kept there by a snapshot, from which every command starts. A command costs its way
down only: a reset of the machine is QEMU's event, a kexec is the next kernel's first words without one.
"""

import dataclasses
import time

from . import trixie
from .agent import AgentError, Result
from .debian import Debian
from .firmware import Firmware
from .kexecd import wait_status
from .loaders import layers
from .machine import GuestError, boot

KEXEC, COLD, REFUSED = "kexec", "cold", "refused"
_LOGIND = "busctl call org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager Reboot b false"
# what it is called in the table: what root types
COMMANDS = {"systemctl reboot": "systemctl reboot", "reboot": "reboot", "shutdown -r now": "shutdown -r now",
            "systemctl kexec": "systemctl kexec", "logind's Reboot": _LOGIND, "kexecctl execute": "kexecctl execute"}
POLICIES = ("follow", "cold")
LEVELS = ("armed", "staged", "off")
STATES = {"armed": "armed", "staged": "staged", "off": "idle"}


@dataclasses.dataclass(frozen=True)
class Kind:
    """A machine: its systemd, and whether that finds entries of the Boot Loader Specification on EFI."""
    name: str
    systemd: int
    entries: bool


KINDS = {kind.name: kind for kind in (Kind("252-bios", 252, False), Kind("252-efi", 252, True),
                                      Kind("257-bios", 257, False))}


def documented(kind, policy, level, command):
    """What kexecd(8) says that becomes of it."""
    if command == "kexecctl execute":
        return REFUSED if level == "off" else KEXEC
    if command == "systemctl kexec" and level != "armed" and not kind.entries:
        return REFUSED  # systemd finds nothing that it could load
    if policy == "cold":
        return COLD
    if command == "systemctl kexec":
        return KEXEC
    if level != "armed" or command == "logind's Reboot":
        return COLD
    return COLD if command == "systemctl reboot" and kind.systemd < 255 else KEXEC


def cells():
    """Every (policy, level, command)."""
    return [(policy, level, command) for policy in POLICIES for level in LEVELS for command in COMMANDS]


def _start(kind, limit):
    options = {"reboots": True, "limit": limit}
    name = f"ordinary-{kind.name}"
    if kind.systemd == 257:
        machine = Debian(name, **options)
        machine.start_other(trixie.base())
    else:
        loader = "systemd-boot" if kind.entries else "grub-bios"
        variables = layers() / f"{loader}.vars" if kind.entries else None
        machine = Firmware(name, variables, snapshots=True, **options)
        machine.start_upon(layers() / f"{loader}.qcow2")
    return machine


def guest(kind, limit):
    """A booted guest of KIND with kexecd, killed after LIMIT seconds."""
    machine = boot(lambda: _start(kind, limit), timeout=900)
    try:
        version = machine.out("systemctl --version").split()[1]
        if int(version) != kind.systemd:
            raise GuestError(f"{kind.name} has systemd {version}")
        # Execute would ask for a consent as long as somebody is logged in
        machine.run("systemctl mask --now getty@tty1.service; loginctl terminate-user user", check=False)
        machine.until("[ -z \"$(loginctl list-sessions --no-legend)\" ]")
        # where systemd looks for it when nothing is loaded
        machine.run("test -e /sbin/kexec || ln -s /usr/local/sbin/kexec /sbin/kexec")
        machine.install()
    except BaseException:
        machine.close()
        raise
    return machine


class Ordinary:
    """Restarts of a guest that has a disk with snapshots and is started anew by a reset."""

    def __init__(self, machine):
        self.guest = machine

    def configure(self, policy, level):
        """Bring kexecd into that state, and keep it for restart()."""
        text = f"[kexecd]\\nOrdinaryReboot={policy}\\nLevel={level}\\n"
        self.guest.run(f"mkdir -p /etc/kexecd.conf.d; printf '{text}' >/etc/kexecd.conf.d/test.conf; "
                       "systemctl restart kexecd", timeout=120)
        report = wait_status(self.guest, lambda s: s["state"] == STATES[level] and "next" in s, timeout=180)
        self.guest.run("sync")
        self._monitor("savevm state")
        return report

    def _monitor(self, *lines):
        self.guest.qmp.call("stop")
        for line in lines:
            self.guest.qmp.monitor(line)
        self.guest.qmp.call("cont")

    def leave(self):
        """Forget the state; another one can be configured."""
        self._monitor("delvm state")

    def restart(self, command, timeout=240):
        """What becomes of the machine: (outcome, what is known of it). It is in its state again afterwards."""
        console, qmp = self.guest.console, self.guest.qmp
        qmp.forget_events()
        mark, deadline = console.mark(), time.monotonic() + timeout
        pid = self.guest.agent.start(COMMANDS[command])
        outcome = None
        while outcome is None:
            pid, outcome = self._look(pid, mark)
            if outcome is None and time.monotonic() > deadline:
                outcome = "nothing", f"it still runs after {timeout} s:\n{console.tail(10)}"
        self._monitor("loadvm state")
        self.guest.agent.wait(120)
        return outcome

    def _look(self, pid, mark):
        """(PID, or None when the command has ended or nobody answers any more; (outcome, why) or None)."""
        try:
            self.guest.qmp.wait_event("RESET", 0.5)
            return None, (COLD, "the machine was reset")
        except TimeoutError:
            pass
        words = self.guest.console.find(r"\] Linux version ", mark)
        if words:
            return None, (KEXEC, words[1])
        if pid is None:
            return None, None
        try:
            with self.guest.agent.patient_for(3):
                status = self.guest.agent.call("guest-exec-status", {"pid": pid})
        except AgentError:
            return None, None
        if not status["exited"]:
            return pid, None
        result = Result(status)
        return None, (REFUSED, (result.err or result.out).strip()) if result.code else None
