# SPDX-License-Identifier: LGPL-2.1-or-later
"""A restart of a Debian guest by the host's clock: when its parts ended, as its console shows."""

import dataclasses
import json
import re

from .kexecd import status, wait_status

# Told through the kernel, whose lines nothing else interrupts; each with its time there.
_UP = """[Unit]
Description=Tell the console when everything is started

[Service]
ExecStart=/bin/sh -c 'state=$$(systemctl is-system-running --wait); echo "kx: up, $$state" >/dev/kmsg'

[Install]
WantedBy=multi-user.target
"""
# a client that does nothing but ask, so that what it takes is not counted
_EXECUTE = ("busctl call --timeout=300 org.kexecd.Kexecd1 /org/kexecd/Kexecd1 org.kexecd.Kexecd1.Manager Execute 'a{{sv}}' 3 "
            "expect t {} ignore-sessions b true ignore-hazards b true")
PHASES = ("services", "devices", "handover", "kernel", "initrd", "userspace")
_STAMP = re.compile(r"^\[ *([0-9]+\.[0-9]+)\] ")
# systemctl sees the end of the start later than it was, by a part of this, which is a lot on a busy host
_NOTICED = 0.7


@dataclasses.dataclass(frozen=True)
class Lap:
    """Between which two moments a part ended; seconds of the console's clock."""
    first: float
    last: float

    def misses(self, moment):
        """By how many seconds MOMENT lies outside."""
        return max(self.first - moment, moment - self.last, 0)


@dataclasses.dataclass(frozen=True)
class Timing:
    """One restart, from outside."""
    asked: float  # the command that asks begins; seconds of the console's clock
    ends: dict  # {phase: Lap}; of a cold boot those of "services" and "userspace"
    up: float  # the console has been told that everything is started
    shift: float  # by how many seconds the guest's clock has moved on against the host's, over the restart
    ahead: float  # by how many it was ahead before

    @property
    def total(self):
        return self.up - self.asked

    @property
    def stopped(self):
        """Seconds from all services stopped until everything was started: what notes the former ends right after that."""
        return self.up - self.ends["services"].last


def _ahead(guest):
    """By how many seconds the guest's clock is ahead of the console's, as exactly as that can be told."""
    answers = []
    for _ in range(5):
        before = guest.console.now()
        there = guest.agent.call("guest-get-time") / 1e9
        after = guest.console.now()
        answers.append((after - before, there - (before + after) / 2))
    return min(answers)[1]


def _zero(lines):
    """When the clock of the kernel began that has printed LINES: each comes a little later than its stamp says."""
    stamps = ((seconds, _STAMP.match(text)) for seconds, text in lines)
    return min(seconds - float(stamp[1]) for seconds, stamp in stamps if stamp)


class Stopwatch:
    def __init__(self, guest):
        self._guest = guest
        guest.run("cat >/etc/systemd/system/kx-up.service", stdin=_UP.encode())
        guest.run("systemctl daemon-reload; systemctl enable kx-up.service")

    def restart(self, command, limit=600):
        """Have the guest restart by COMMAND: a Timing."""
        guest = self._guest
        guest.run("bash -c 'kill -s RTMIN+20 1'")  # what stops is told on the console, although it is to be quiet
        boot, mark, ahead = guest.boot_id(), guest.console.mark(), _ahead(guest)
        guest.agent.start(f"echo 'kx: asked' >/dev/kmsg; {command}")
        guest.wait_restart(boot, limit)
        up = guest.console.wait("kx: up, ", mark, limit)[0]
        ends = self._ends(mark, up)
        return Timing(guest.console.find("kx: asked", mark)[0], ends, up, _ahead(guest) - ahead, ahead)

    def _ends(self, mark, up):
        def at(pattern, after=mark):
            row = self._guest.console.find(pattern, after)
            return row and row[0]

        ends = {"services": Lap(at("Stopping .*kexecd-stopped"), at("Stopped .*kexecd-stopped")),
                "userspace": Lap(up - _NOTICED, up)}
        left = at("kexec_core: Starting new kernel")
        if left:
            new = next(n for n, row in enumerate(self._guest.console.lines) if row[0] > left)
            ends["devices"] = ends["handover"] = Lap(left, _zero(self._guest.console.lines[new:]))
            ends["kernel"] = Lap(at("scripts/init-bottom", new) or at("Run /init as init", new), at(r"systemd\[1\]: ", new))
        return ends


def execute(guest):
    """A command that calls Execute."""
    return _EXECUTE.format(status(guest)["generation"])


def measured(guest, timeout=120):
    """What kexecd says about the last restart, when it has measured it."""
    return wait_status(guest, lambda s: "downtime" in s.get("last-restart", {}), timeout)["last-restart"]


def check_phases(tap, timing, last):
    """Each part of LAST, kexecd's own account, ended when TIMING says, and all of them are the downtime."""
    what, limit = last["method"], timing.total * 0.01
    moment = last["asked"] / 1e6 - timing.ahead
    misses = {"asked": Lap(timing.asked, timing.ends["services"].first).misses(moment)}
    rows = [f"asked: {timing.asked:.2f} by the console, {moment:.2f} by kexecd"]
    for phase in PHASES:
        if phase in last["phases"]:
            moment += last["phases"][phase] / 1e6
            lap = timing.ends[phase]
            # without the purgatory's stamps the new kernel's clock is where the handover ends
            lap = Lap(lap.last, lap.last) if phase == "handover" and "devices" not in last["phases"] else lap
            misses[phase] = lap.misses(moment)
            rows.append(f"{phase}: {last['phases'][phase] / 1e6:.2f} s, until {moment:.2f}; by the console "
                        f"until {lap.first:.2f} to {lap.last:.2f}")
    tap.note("\n".join(rows))
    summed = sum(last["phases"].values()) / 1e6
    tap.check(abs(summed - timing.total) <= 0.05 * timing.total,
              f"{what}: the phases are {summed:.2f} s together; from outside it took {timing.total:.2f} s", json.dumps(last))
    tap.check(max(misses.values()) <= limit, f"{what}: each phase ended when the console shows it, but for {limit:.2f} s",
              misses)
    wanted = {"services", "handover", "kernel", "userspace"} | ({"devices"} if what != "files" else set())
    tap.equal(set(last["phases"]), wanted, f"{what}: these are told apart")
