# SPDX-License-Identifier: LGPL-2.1-or-later
"""Other programs load and unload behind the daemon's back, on 6.1 and 7.2: what was announced starts, or nothing does."""

import re
import time

from kxvm.agent import AgentError
from kxvm.kernels import kernels
from kxvm.kexecd import error_of, status, wait_status
from kxvm.machine import GuestError
from kxvm.restarts import CMDLINE, Hardware, Step, Store, restarter

PAIRED = 140
_HARDWARE = Hardware("bios", 1, 1536, False)
_PATIENCE = 300
_LOOP = "while [ ! -e /run/enough ]; do {load}; sleep 0.1; done >/dev/null 2>&1"


class _Guest:
    """One machine, and what the other program on it loads."""

    def __init__(self, tap, machine, kernel):
        self.tap, self.machine, self.kernel = tap, machine, kernel
        self.counted = kernel != "6.1-lz4"
        self.announced = 0
        release = kernels()[kernel].release
        self._foreign = (f"kexec -s -l /boot/vmlinuz-{release} --initrd=/boot/initrd.img-{release} "
                         f"--command-line='{CMDLINE} kx.who=foreign'")

    def arm(self):
        self.announced += 1
        self.machine.arm(Step(self.kernel, "raw"), f"{CMDLINE} kx.who=announced.{self.announced}")

    def load_foreign(self):
        self.machine.run(self._foreign, timeout=120)

    def start_loop(self):
        """The other program loads again and again."""
        self.machine.run("rm -f /run/enough")
        return self.machine.agent.start(_LOOP.format(load=self._foreign))

    def stop_loop(self, handle):
        self.machine.run("touch /run/enough")
        self.machine.agent.finish(handle, 120)

    def try_(self, command):
        """The error's name; "": there was none."""
        return error_of(self.machine.run(f"kexecctl --json --no-ask-password {command} 2>/dev/null", timeout=120,
                                         check=False).out)[0]

    def execute(self):
        """What becomes of Execute: (whose command line arrived, or "", and the error)."""
        boot, machine = self.machine.boot_id(), self.machine
        machine.run("rm -f /run/answer /run/answered")
        machine.agent.start("kexecctl --json --no-ask-password execute --force >/run/answer 2>/dev/null; touch /run/answered")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                machine.agent.wait(10)
                told = machine.run("cat /proc/sys/kernel/random/boot_id; test -e /run/answered && cat /run/answer",
                                   check=False).out.split("\n", 1)
                if told[0].strip() not in ("", boot):
                    machine.settle()
                    return re.search(r"kx\.who=(\S+)", machine.out("cat /proc/cmdline"))[1], ""
                if len(told) > 1 and told[1].strip():
                    return "", error_of(told[1])[0]
            except AgentError:
                pass  # between two kernels
            time.sleep(0.2)
        raise GuestError(f"Execute came to nothing within {_PATIENCE} s:\n{machine.console.tail()}")

    def arrives(self, what):
        self.tap.equal(self.execute(), (f"announced.{self.announced}", ""), f"{self.kernel}: {what}: what was announced arrives")

    def is_refused(self, error, what):
        self.tap.equal(self.execute(), ("", error), f"{self.kernel}: {what}: Execute is refused")


def _at_rest(guest):
    guest.arm()
    guest.load_foreign()
    report = status(guest.machine)
    if guest.counted:
        guest.tap.equal(report["state"], "foreign", f"{guest.kernel}: Status tells of the other program's load")
        guest.is_refused("Foreign", "loaded over")
        guest.tap.equal(guest.try_("load"), "", f"{guest.kernel}: Load replaces it")
    else:
        guest.tap.equal(report["state"], "armed", f"{guest.kernel}: nobody can notice the other program's load")
    guest.arrives("loaded over")


def _unloaded(guest):
    guest.arm()
    guest.machine.run("kexec -u")
    report = wait_status(guest.machine, lambda report: "armed" not in report)
    guest.tap.check("another program" in report["reason"], f"{guest.kernel}: Status tells who unloaded", report["reason"])
    guest.is_refused("NotArmed", "unloaded")


def _at_the_same_time(guest):
    """A loop of loads, while the daemon loads and while it executes."""
    handle = guest.start_loop()
    errors = [guest.try_("load")]
    outcome = guest.execute()
    guest.tap.note(f"{guest.kernel}: in the midst of loads: load: {errors[0] or 'done'}, execute: {outcome}")
    if not outcome[0]:
        guest.tap.check(outcome[1] in ("Foreign", "Busy", "NotArmed", "Disabled"),
                        f"{guest.kernel}: in the midst of loads: Execute is refused", outcome)
        guest.stop_loop(handle)
        if not status(guest.machine)["limits"]["kexec-load-disabled"]:
            guest.tap.equal(guest.try_("load"), "", f"{guest.kernel}: afterwards it can be loaded")
            guest.arrives("after the loads")
    else:
        guest.tap.equal(outcome[0], f"announced.{guest.announced}", f"{guest.kernel}: in the midst of loads: what was announced arrives")


def run(tap):
    with Store(("cpio",)) as store:
        for kernel in ("6.1-lz4", "7.2"):
            with restarter(f"foreign-{kernel}", store, _HARDWARE, kernel) as machine:
                guest = _Guest(tap, machine, kernel)
                _at_rest(guest)
                _unloaded(guest)
                _at_the_same_time(guest)
