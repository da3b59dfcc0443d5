# SPDX-License-Identifier: LGPL-2.1-or-later
"""A restart by Execute from its beginning to the machine's being up again, by whatever way it came there."""

import dataclasses
import pathlib
import re
import tempfile
import time
import typing

from .initramfs import pack
from .kexecd import wait_status

# where a dying kernel of any machine leaves its last words
ERST = ("-object", "memory-backend-ram,id=erst,size=64K", "-device", "acpi-erst,memdev=erst")
HANGS = "while :; do /bin/busybox sleep 1000; done"


def first(script):
    """The bytes of an initrd with a first program that does SCRIPT, and nothing else."""
    with tempfile.TemporaryDirectory(prefix="kexecd-first-") as work:
        tree = pathlib.Path(work) / "tree"
        (tree / "bin").mkdir(parents=True)
        (tree / "bin/busybox").write_bytes(pathlib.Path("/usr/bin/busybox").read_bytes())
        (tree / "bin/busybox").chmod(0o755)
        (tree / "init").write_text(f"#!/bin/busybox sh\n{script}\n")
        (tree / "init").chmod(0o755)
        image = pathlib.Path(work) / "initrd.img"
        pack(tree, image)
        return image.read_bytes()


@dataclasses.dataclass(frozen=True)
class Way:
    """How the machine came up again."""

    seconds: float  # from Execute until it answers
    lines: list  # what the consoles said meanwhile

    def has(self, pattern):
        return any(re.search(pattern, line) for line in self.lines)

    def starts(self):
        """How many kernels have started."""
        return sum("] Linux version " in line for line in self.lines)


def restart(guest, meanwhile=None, consent="", timeout=600):
    """Restart GUEST and wait for its user's session: a Way. MEANWHILE(guest, mark of the console): what is done to it.

    CONSENT: more options of `kexecctl execute`.
    """
    boot, console, began = guest.boot_id(), guest.console, time.monotonic()
    mark = console.mark()
    guest.agent.start(f"kexecctl execute --ignore-sessions {consent}")
    if meanwhile:
        meanwhile(guest, mark)
    guest.wait_restart(boot, timeout)
    seconds = time.monotonic() - began
    guest.wait_session(240)
    lines = console.lines[mark:] + (guest.console.lines if guest.console is not console else [])
    return Way(seconds, [text for _, text in lines])


def wait_told(guest, *states):
    """Wait until what became of the restart before this boot is known, and one of STATES is reached; that Status."""
    return wait_status(guest, lambda s: "last-restart" in s and s["state"] in states, timeout=240)


def is_cold(guest):
    """Whether the firmware has started the kernel that runs."""
    return guest.out("cat /proc/sys/kernel/bootloader_type") != "208"


@dataclasses.dataclass(frozen=True)
class Trial:
    """A restart that is not to arrive."""

    target: str  # in words
    verdict: str
    reason: str  # what the reason begins with
    sign: str  # what the console shows of it, a regular expression
    initrd: bytes = None  # the default's from now on; None: it stays
    arguments: str = ""  # of `kexecctl load`; "": the machine's default
    meanwhile: typing.Callable = None  # as for restart()
    consent: str = ""  # as for restart()
    watchdog: str = "0"  # Watchdog=


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a Trial: the Way, and Status's words."""

    trial: Trial
    way: Way
    last: dict
    report: dict

    def row(self):
        ready = f"{self.report['armed']['release']} ({self.report['state']})"
        return (self.trial.target, self.last["method"], self.last["verdict"], f"{self.way.seconds:.0f}", ready,
                self.last["reason"])


def table(outcomes):
    """Of Outcomes, as text."""
    rows = [("target", "loaded by", "verdict", "up again after, s", "ready then", "reason"), *(o.row() for o in outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)
