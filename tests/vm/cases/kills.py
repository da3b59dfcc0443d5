# SPDX-License-Identifier: LGPL-2.1-or-later
"""kill -9 at random moments of whole cycles: loading, armed, executing, and in the next boot. KX_KILLS=N: how often (20).

Every cycle really restarts. The daemon, started again, never claims what is not so, loads at most once more, and has the
right verdict. Four of five kills are in the small guest, which restarts in seconds, and where the daemon itself ends the
machine; the others in the Debian guest, where logind and systemd do that, and the daemon may die on the way down.
"""

import json
import os
import pathlib
import random
import re
import time

from kxvm.agent import AgentError
from kxvm.debian import debian
from kxvm.honesty import armed, ask_until
from kxvm.kexecd import wait_status
from kxvm.lasting import JOURNAL, Lasting
from kxvm.machine import GuestError

PAIRED = 250

_PHASES = ("loading", "armed", "executing", "starting")
_REPEATS = 2  # of what needs no restart, in each cycle
_KILLS = 2 * _REPEATS + 2  # in each cycle; while executing it may come too late
# $1: the phase; $2: seconds
_KILL = """#!/bin/sh
until pid=$(pidof kexecd); do sleep 0.01; done
sleep $2
kill -9 $pid && echo "kx-killed $1" >/dev/console
"""
_KILL_AFTER_PROMISE = f"#!/bin/sh\nuntil grep -q '^.pending.$' {JOURNAL}; do :; done\nexec kill-kexecd executing $1\n"
# It lies where it outlives the boot.
_NEXT = "/var/lib/kexecd/next-kill"
_KILL_NEXT = f"#!/bin/sh\n[ -e {_NEXT} ] || exit 0\nread -r seconds <{_NEXT}; rm {_NEXT}\nexec kill-kexecd starting $seconds\n"
_PROGRAMS = {"/usr/bin/kill-kexecd": _KILL, "/usr/bin/kill-after-promise": _KILL_AFTER_PROMISE,
             "/usr/bin/kill-next": _KILL_NEXT}
_UNIT = "[Service]\nExecStart=/usr/bin/kill-next\n[Install]\nWantedBy=multi-user.target\n"
_YEAR = 365 * 24 * 3600


class Small:
    """Without a service manager: Execute is the daemon's own, and it gives file systems two seconds to become read-only."""

    execute, begun, window = "kexecctl execute --force", "force", 2.5

    @staticmethod
    def boot(limit):
        with Lasting(files=_PROGRAMS, rc="kill-next &\n") as lasting:
            return lasting.boot("kills-small", limit=limit)  # QEMU holds its disk

    @staticmethod
    def is_going(_guest):
        return False

    @staticmethod
    def mend(guest):
        """After an Execute that did not end the machine."""
        guest.run("mount -o remount,rw /disk")

    @staticmethod
    def special(guest, index):
        pass

    @staticmethod
    def judge(guest, index):
        return []


class Debian:
    """With systemd and logind."""

    # The daemon is among the first that are stopped.
    execute, begun, window = "kexecctl execute --ignore-sessions", "execute", 1.0

    @staticmethod
    def boot(limit):
        guest = debian("kills-debian", cold=True, limit=limit)
        for path, text in {**_PROGRAMS, "/etc/systemd/system/kill-next.service": _UNIT}.items():
            guest.run(f"cat >{path} && chmod 755 {path}", stdin=text.encode())
        guest.run("cat >/usr/local/bin/busybox && chmod 755 /usr/local/bin/busybox", timeout=120,
                  stdin=pathlib.Path("/usr/bin/busybox").read_bytes())
        guest.run("systemctl enable kill-next.service")
        return guest

    @staticmethod
    def is_going(guest):
        """logind waits before it asks systemd."""
        return guest.run("busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager "
                         "PreparingForShutdown | grep -q true || [ $(systemctl is-system-running) = stopping ]",
                         check=False).code == 0

    @staticmethod
    def mend(guest):
        pass

    @staticmethod
    def special(guest, index):
        """The first restart: meanwhile the machine's clock is set back by a year."""
        if index == 0:
            guest.run(f"now=$(date +%s); date -s @$((now - {_YEAR})); busybox hwclock -w -u; date -s @$now")

    @staticmethod
    def judge(guest, index):
        """What is wrong with the times that are told: none that cannot be, whatever the clock did."""
        last = wait_status(guest, lambda s: "downtime" in s.get("last-restart", {}), 180)["last-restart"]
        ahead = last["asked"] / 1e6 - int(guest.out("date +%s"))
        wrong = []
        if (ahead > _YEAR / 2) != (index == 0):
            wrong.append(f"it was asked for {-ahead:.0f} s ago")
        if not 0 < last["downtime"] < 600e6:
            wrong.append(f"downtime {last['downtime']} microseconds")
        if sum(last["phases"].values()) != last["downtime"]:
            wrong.append(f"its phases: {last['phases']}")
        return wrong


class Torture:
    """Kills in one guest, cycle after cycle."""

    def __init__(self, kind, guest, chance):
        self.kind, self.guest, self.chance = kind, guest, chance
        self.lies, self.wrong, self.more = [], [], []
        self.restarts = 0
        self._span = 3.0  # of a load, seconds

    def _ask(self, accept=armed):
        answer = ask_until(self.guest, accept, self.lies, 240)
        if answer.journal and "kept as" in answer.journal:
            self.wrong.append(f"the journal was set aside: {answer.journal}")
        return answer

    def killed(self, phase=r"\w+", mark=0):
        return len([text for _, text in self.guest.console.lines[mark:] if re.search(f"kx-killed {phase}", text)])

    # --- the phases ---

    def _loading(self):
        self.guest.run(f"kexecctl unload >/dev/null; kexecctl load >/dev/null 2>&1 & "
                       f"kill-kexecd loading {self.chance.uniform(0, self._span):.3f}")
        self._ask(lambda answer: answer.state in ("armed", "idle"))
        began = time.monotonic()
        if self.guest.run("kexecctl load >/dev/null", timeout=240, check=False).code == 0:
            self._span = 0.2 + time.monotonic() - began
        self._ask()

    def _armed(self):
        before = self._ask()
        self.guest.run(f"kill-kexecd armed {self.chance.uniform(0, 0.3):.3f}")
        self.more.append(self._ask().loads - before.loads)

    def _executing(self):
        """Where the machine stays, for the daemon died in time, it is asked once more."""
        before, boot, mark = self._ask(), self.guest.boot_id(), self.guest.console.mark()
        kill = self.chance.choice((f"kill-kexecd executing {self.chance.uniform(0, 1.5):.3f}",
                                   f"kill-after-promise {self.chance.uniform(0, self.kind.window):.3f}"))
        self.guest.agent.start(f"rm -f /run/tried; {self.kind.execute} & {kill}; wait; touch /run/tried")
        if self._comes_back(boot):
            return
        self.kind.mend(self.guest)
        try:
            answer = self._ask()
            if self.killed("executing", mark):
                self.more.append(answer.loads - before.loads)
        except AgentError:
            pass  # on its way down, after all
        self.guest.agent.start(f"{self.kind.execute} >/run/said 2>&1")
        try:
            self.guest.wait_restart(boot, 400)
        except GuestError as error:
            said = self.guest.run("cat /run/said; journalctl -b -n 50 -u kexecd -u systemd-logind", check=False)
            raise GuestError(f"{error}\n{said.out}") from error

    def _comes_back(self, boot):
        """Wait until another boot answers, or the machine stays."""
        deadline = time.monotonic() + 400
        while time.monotonic() < deadline:
            try:
                self.guest.agent.wait(deadline - time.monotonic())
                if self.guest.boot_id() != boot:
                    return True
                if self.guest.run("test -e /run/tried", check=False).code == 0 and not self.kind.is_going(self.guest):
                    return False
            except AgentError:
                pass
            time.sleep(0.3)
        raise GuestError(f"it neither stays nor comes back: {self.guest.console.tail()}")

    def _starting(self, mark):
        """The kill that the last boot has prepared; then everything is as it should be."""
        self.guest.console.wait("kx-killed starting", mark, 240)
        self.more.append(self._ask().loads - 1)

    def _history(self):
        return json.loads(self.guest.until("kexecctl history --json", 120).out)

    def cycle(self, number):
        before = self._history()
        for _ in range(_REPEATS):
            self._loading()
            self._armed()
        self.guest.run(f"echo {self.chance.uniform(0, 2):.3f} >{_NEXT}; sync")
        self.kind.special(self.guest, number)
        mark = self.guest.console.mark()
        self._executing()
        self._starting(mark)
        self.restarts += 1
        history = self._history()
        newest = history[0]
        told = newest["number"] - (before[0]["number"] if before else newest["number"] - 1)
        if ((told, newest["verdict"], newest["begun"], newest["boot-id"])
                != (1, "arrived", self.kind.begun, self.guest.boot_id())):
            self.wrong.append(f"restart {self.restarts}: {told} more in the history, the newest: {newest}")
        self.wrong += [f"restart {self.restarts}: {text}" for text in self.kind.judge(self.guest, number)]


def _torture(tap, kind, chance, limit, enough):
    """Cycles until ENOUGH(kills, restarts): the kills."""
    with kind.boot(limit) as guest:
        torture = Torture(kind, guest, chance)
        while not enough(torture.killed(), torture.restarts):
            torture.cycle(torture.restarts)
        kills = {phase: torture.killed(phase) for phase in _PHASES}
    where = f"{kind.__name__}: {sum(kills.values())} kills, {torture.restarts} restarts"
    tap.check(True, f"{where}: up again and armed after each")
    tap.check(not torture.lies, f"{where}: Status never claimed what was not so", torture.lies[:5])
    tap.check(max(torture.more) <= 1, f"{where}: at most one load more after a kill", torture.more)
    tap.check(not torture.wrong, f"{where}: every restart arrived and was told once", "\n".join(torture.wrong[:5]))
    tap.note(f"{kills}; loads again after a kill: {sum(torture.more)} of {len(torture.more)}")
    return sum(kills.values())


def run(tap):
    count = int(os.environ.get("KX_KILLS", "20"))
    seed = int(os.environ.get("KX_SEED") or random.randrange(1 << 30))
    tap.note(f"{count} kills, KX_SEED={seed}")
    limit, chance = 600 + 60 * count, random.Random(seed)
    cycles = -(-count // 5 // _KILLS)
    done = _torture(tap, Debian, chance, limit, lambda kills, restarts: restarts >= cycles)
    _torture(tap, Small, chance, limit, lambda kills, restarts: kills + done >= count)
