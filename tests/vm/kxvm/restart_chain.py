# SPDX-License-Identifier: LGPL-2.1-or-later
"""Restarts of one machine, one after the other, each of them judged."""

from .agent import AgentError
from .machine import GuestError
from .qmp import QmpError
from .report import progress
from .restart_checks import problems
from .restart_plan import runs
from .restarts import restarter

LOST = (GuestError, AgentError, QmpError, TimeoutError, OSError)


class Chain:
    """One machine's restarts; use it in a `with`."""

    def __init__(self, store, hardware, first, limit=1800):
        """FIRST: the kernel that is booted cold; LIMIT: seconds for all of it."""
        self._store, self.hardware, self._limit = store, hardware, limit
        self._first, self._guest = first, None
        self._cold = {}
        self._boots = 0
        self.running = runs(first)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._drop()

    def _boot(self, name, kernel, limit):
        guest = restarter(f"restarts-{self.hardware}{name}", self._store, self.hardware, kernel, limit=limit)
        self._cold[kernel] = guest.facts
        return guest

    def _compared_with(self, kernel):
        if kernel not in self._cold:
            with self._boot("-cold", kernel, 120):
                pass
        return self._cold[kernel]

    def guest(self):
        """The machine as it runs now; booted where there is none."""
        if not self._guest:
            self._boots += 1  # a console of its own each time
            self._guest = self._boot(f"-{self._boots}" if self._boots > 1 else "", self._first, self._limit)
            self.running = runs(self._first)
        return self._guest

    def _drop(self):
        if self._guest:
            self._guest.close()
        self._guest = None

    def _power_off(self, guest, found):
        """The restart is over by then: where QEMU cannot go back to a machine that is on, it is booted for the next one."""
        if not guest.power_off():
            found.append("it does not power off")
        try:
            guest.go_back()
        except LOST as error:
            progress(f"{self.hardware}: not as before it was switched off: {error}")
            self._drop()

    def _restart(self, step, off):
        guest, cold = self.guest(), self._compared_with(step.target)
        before = guest.facts
        armed, facts, seconds = guest.restart(step)
        found = problems(step, self.hardware, armed, facts, cold, before, self._store.microcode)
        lit, changed = guest.screen_shows()
        if not lit or not changed:
            found.append(f"the console on the screen: {lit} bytes are lit, {changed} changed by new text")
        if off:
            self._power_off(guest, found)
        facts |= {"seconds": seconds, "memory-difference": int(facts["memory"]) - int(cold["memory"])}
        return found, facts

    def restart(self, step, off=True):
        """([what is not as it should be], facts) of one more restart. OFF: power off after it, and go back.

        A machine that is lost is booted anew for the next one.
        """
        try:
            found, facts = self._restart(step, off)
        except LOST as error:
            found, facts = [f"{type(error).__name__}: {error}"], {}
            self._drop()
        self.running = runs(step.target if self._guest else self._first)
        return found, facts
