# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever becomes of the next kernel, the machine is up again without help, says why, and does not try that twice.

Prints the table of outcomes.
"""

import functools
import random
import re

from kxvm.kexecd import client, configure, error_of, status, wait_armed, wait_status
from kxvm.machine import GuestError
from kxvm.outcomes import ERST, HANGS, Outcome, Trial, first, is_cold, restart, table, wait_told
from kxvm.packages import kernels, release, vmlinuz
from kxvm.shared_memory import SharedMemory
from kxvm.stock import Stock

BY_NAME = True  # ten minutes

_MEGABYTES = 1024
_NOISE = random.Random(6).randbytes(2 << 20)
# neither a header nor on the edge of a page
_IN_NOISE = _NOISE[0x10123:0x10123 + 256]
_ELSEWHERE = "00000000-0000-4000-8000-000000000000"
_LEFT = "the machine was on its way into the new kernel"
# the first of what services say when they end; Linux 6.1 cannot tell what it holds, so that Execute loads it once more
_ENDING = r"Stopp(ed|ing) "


@functools.cache
def _update():
    """The default's release."""
    return release(kernels()[1])


def _starts():
    """What the console shows of it first."""
    return rf"\] Linux version {re.escape(_update())} "


def _reset(guest, mark):
    guest.console.wait(_starts(), mark, 300)
    guest.qmp.call("system_reset")


def _flip(memory):
    """In everything in memory that is the armed initrd."""
    def flip(guest, mark):
        guest.console.wait(_ENDING, mark, 300)
        if not memory.flip(_IN_NOISE):
            raise GuestError("the armed image is not in memory")
    return flip


def _cut(memory):
    def cut(guest, mark):
        guest.console.wait(_starts(), mark, 300)
        guest.power_off_and_on(memory.empty)
    return cut


def _trials(stock, memory):
    """The default is an update; whatever else is loaded is the kernel that runs, or files of the administrator's own."""
    through = f"{_LEFT} and came up through its firmware"
    own = f"--kernel=/boot/vmlinuz-{stock.release} --cmdline=console=ttyS0"
    return [
        Trial("panics at once", "panicked", f"{_LEFT} when a kernel panicked", "Attempted to kill init"),
        Trial("initrd is noise", "panicked", f"{_LEFT} when a kernel panicked", "Unable to mount root fs", initrd=_NOISE),
        Trial("one bit flipped", "lost", through, "kexecd: memory changed on the way to the new kernel",
              meanwhile=_flip(memory)),
        Trial("reset at first line", "lost", through, _starts(), meanwhile=_reset),
        Trial("power cut at first line", "lost", through, _starts(), meanwhile=_cut(memory)),
        Trial("root is wrong", "lost", through, f"ALERT!.*{_ELSEWHERE} does not exist",
              arguments=f"{stock.release} '--append=rdinit=/stock/init root=UUID={_ELSEWHERE} panic=10'",
              consent="--ignore-hazards"),  # it warns of that
        Trial("init hangs", "lost", f"{_LEFT} when a watchdog reset it", rf"\] Linux version {re.escape(stock.release)} ",
              arguments=f"{own} --initrd=/root/hangs", watchdog="60s"),
    ]


def _set_up(guest, trial):
    """Have the target ready; the id of what is."""
    configure(guest, f"MaxFailures=1\nWatchdog={trial.watchdog}\n")
    before = status(guest)["armed"]["digest"]
    if trial.initrd:
        guest.run(f"cat >/boot/initrd.img-{_update()}", stdin=trial.initrd, timeout=120)
    if trial.arguments:
        guest.run(f"kexecctl load {trial.arguments}", timeout=180)
    report = wait_status(guest, lambda s: s["state"] in ("armed", "staged")
                         and (s["armed"]["digest"] != before or not (trial.initrd or trial.arguments)), timeout=180)
    if trial.watchdog != "0":
        wait_status(guest, lambda s: s.get("protection", {}).get("watchdog"))
    return report["armed"]["image"]


def _try(guest, tap, trial):
    image = _set_up(guest, trial)
    way = restart(guest, trial.meanwhile, trial.consent)
    report = wait_told(guest, "armed", "staged")
    last, ready = report["last-restart"], report["armed"]
    tap.check(is_cold(guest) and way.has(trial.sign), f"{trial.target}: that is what happened; up again without help",
              way.lines[-40:])
    tap.check(last["verdict"] == trial.verdict and last["reason"].startswith(trial.reason),
              f"{trial.target}: {trial.verdict}, and why", (last["verdict"], last["reason"]))
    name, message = error_of(guest.run(client(f"load {trial.arguments or image}"), check=False, timeout=120).out)
    tap.check(name == "Quarantined" and "kexecctl forgive" in message and trial.reason in message,
              f"{trial.target}: it is refused now, with the reason and what helps", f"{name}: {message}")
    expected = ("armed", _update()) if trial.arguments else ("staged", guest.out("uname -r"))
    tap.equal((report["state"], ready["release"]), expected, f"{trial.target}: the next choice is ready")
    return Outcome(trial, way, last, report)


def run(tap):
    files = {f"boot/vmlinuz-{_update()}": vmlinuz(kernels()[1]).read_bytes(), f"boot/initrd.img-{_update()}": first("exit 1"),
             f"usr/lib/modules/{_update()}/modules.order": b""}
    with SharedMemory(_MEGABYTES) as memory, \
            Stock(("i6300esb",), {"watchdog": "stop_on_reboot=0"}, files) as stock, \
            stock.boot("outcomes", devices=("-device", "i6300esb", *ERST, *memory.devices()), memory=_MEGABYTES,
                       reboots=True, limit=3600) as guest:
        # neither panic= nor another first program: what kexecd does by itself is all there is
        guest.run("mkdir -p /etc/kernel /root; sed 's/ rdinit=[^ ]*//; s/ panic=[^ ]*//' /proc/cmdline >/etc/kernel/cmdline")
        guest.run("cat >/root/hangs", stdin=first(HANGS), timeout=120)
        armed = wait_status(guest, lambda s: s["state"] == "armed" and s["armed"]["release"] == _update()
                            and "rdinit" not in s["armed"]["cmdline"], timeout=240)["armed"]
        tap.check(armed["cmdline"].endswith(" panic=10"), "what comes without panic= gets one", armed["cmdline"])
        outcomes = []
        for trial in _trials(stock, memory):
            outcomes.append(_try(guest, tap, trial))
            guest.run("kexecctl forgive --all")
            wait_armed(guest, _update(), 180)
        tap.note(table(outcomes))
