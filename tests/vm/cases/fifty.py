# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fast restarts in a row of a machine that works: each arrives, and nothing that was acknowledged is lost. KX_RESTARTS=N: 50.

A database commits for several clients, files are kept and read back, all of it over the network, until the services are
stopped. What they acknowledged is recorded here, outside of the machine.
"""

import contextlib
import json
import os
import statistics
import time

from kxvm.busy import DATABASE, FILES, busy
from kxvm.kexecd import wait_armed, wait_status
from kxvm.load import Files, Rows
from kxvm.packages import kernels, release

BY_NAME = True

_ROWS, _FILE_WRITERS = 3, 1
# acknowledgements of each writer before a restart
_WORK = 20
# what the kernel says of a file system or disk that is not as it should be
_TROUBLE = r"EXT4-fs (error|warning)|recovery|orphan|I/O error|Buffer I/O|JBD2:|hung_task|blocked for more than|BUG:|WARNING:"
# what the database says where it was not stopped
_RECOVERY = "not properly shut down|interrupted|PANIC"


class Load:
    """Everything that works, restart for restart."""

    def __init__(self, guest):
        self._guest = guest
        self._rows = [Rows(number) for number in range(_ROWS)]
        self._files = [Files(number) for number in range(_FILE_WRITERS)]
        self._writers = []

    def start(self):
        self._writers = [rows.writer(self._guest.port(DATABASE)) for rows in self._rows]
        self._writers += [files.writer(self._guest.port(FILES)) for files in self._files]
        for writer in self._writers:
            writer.start()

    def wait_busy(self, timeout=120):
        """Wait until every one has worked."""
        deadline = time.monotonic() + timeout
        while any(writer.count < _WORK for writer in self._writers):
            ended = [writer.end or writer.wrong for writer in self._writers if not writer.is_alive()]
            if ended or time.monotonic() > deadline:
                raise TimeoutError(f"the load does not work: {ended or [writer.count for writer in self._writers]}")
            time.sleep(0.1)

    def join(self, asked):
        """Wait until every one has lost its connection. What they found wrong, among it that one ended before ASKED."""
        wrong = []
        for writer in self._writers:
            writer.join(120)
            wrong += writer.wrong
            if writer.is_alive() or writer.last < asked:
                wrong.append(f"a writer ended {asked - writer.last:.1f} s before the restart: {writer.end}")
        return wrong

    def acknowledged(self):
        """(rows, files) by now"""
        return sum(rows.committed for rows in self._rows), sum(len(files.kept) for files in self._files)

    def lost(self):
        """What was acknowledged, and is not there after the restart."""
        with self._guest.database() as database:
            missing = {rows.number: rows.missing(database) for rows in self._rows}
            total = database.ask("select sum(balance) from accounts")[0][0]
        lost = [f"{count} rows of writer {number}" for number, count in missing.items() if count]
        lost += [] if total == "0" else [f"the accounts' sum is {total}"]
        digests = self._guest.digests()
        return lost + [f"file {name}" for files in self._files for name in files.spoilt(digests)]


def _unclean(guest):
    """What says that the file system or the database was not stopped in order."""
    found = guest.run(f"dmesg | grep -E '{_TROUBLE}'", check=False).out.splitlines()
    found += guest.run(f"journalctl -b -q -u postgresql@15-main --grep '{_RECOVERY}'", check=False).out.splitlines()
    if guest.run("journalctl -b -q -u systemd-fsck-root --grep ': clean,'", check=False).code:
        found.append("fsck does not find the root file system clean")
    return found


def _restart(guest, load, command):
    """Restart while the load works: what was wrong."""
    load.wait_busy()
    boot, mark, asked = guest.boot_id(), guest.console.mark(), time.monotonic()
    guest.agent.start(command)
    wrong = load.join(asked)
    guest.wait_restart(boot, 300)
    crash = guest.crashed()
    wrong += [f"on the console: {crash[1]}"] if crash else []
    kernels_seen = [text for _, text in guest.console.lines[mark:] if "] Linux version " in text]
    wrong += [] if len(kernels_seen) == 1 else [f"{len(kernels_seen)} kernels started"]
    return wrong + load.lost() + _unclean(guest)


def _fast(guest, tap, load, number, old):
    """One fast restart: what Status says of it."""
    wrong = _restart(guest, load, "kexecctl execute --ignore-sessions")
    load.start()
    last = wait_status(guest, lambda s: s["state"] == "armed" and "downtime" in s.get("last-restart", {}), 240)["last-restart"]
    if (last["verdict"], last["release"], last["begun"]) != ("arrived", old, "execute"):
        wrong.append(f"{last['verdict']}: {last['reason']}")
    if guest.out("cat /proc/sys/kernel/bootloader_type") != "208":
        wrong.append("this boot is none by kexec")
    rows, files = load.acknowledged()
    tap.check(not wrong, f"restart {number}: arrived, {rows} rows and {files} files are there, all is clean", "\n".join(wrong))
    tap.note(f"downtime {last['downtime'] / 1e6:.1f} s" + (f", saved {last['saved'] / 1e6:.1f} s" if "saved" in last else ""))
    return last


def _off(guest, tap, load):
    """Power off, while the load works."""
    load.wait_busy()
    asked = time.monotonic()
    guest.agent.start("systemctl poweroff -i")
    guest.wait_off(180)
    wrong = load.join(asked)
    tap.check(not wrong, "the load worked to the end", "\n".join(wrong))
    code, output = guest.check_disk()
    tap.equal(code, 0, "the powered-off disk's file system is clean")
    tap.note(output)


def _tell(guest, tap, told):
    history = json.loads(guest.out("kexecctl history --json"))
    verdicts = [row["verdict"] for row in history[:len(told)]]
    tap.equal(verdicts, len(told) * ["arrived"], "history has every one of them as arrived")
    for what in ("downtime", "saved"):
        seconds = [row[what] / 1e6 for row in told if what in row]
        if seconds:
            tap.note(f"{what}: median {statistics.median(seconds):.1f} s, {min(seconds):.1f} to {max(seconds):.1f} s "
                     f"in {len(seconds)} restarts")


def run(tap):
    count = int(os.environ.get("KX_RESTARTS", "50"))
    old = release(kernels()[0])
    began = time.monotonic()
    with contextlib.closing(busy("fifty", reboots=True, limit=600 + 180 * count)) as guest:
        load = Load(guest)
        load.start()
        wait_armed(guest, old, 240)
        # what the fast ones are compared with
        wrong = _restart(guest, load, "systemctl reboot")
        tap.check(not wrong, "an ordinary reboot: nothing is lost either", "\n".join(wrong))
        load.start()
        wait_armed(guest, old, 240)
        told = [_fast(guest, tap, load, number, old) for number in range(1, count + 1)]
        _tell(guest, tap, told)
        _off(guest, tap, load)
    tap.note(f"{count} fast restarts in {time.monotonic() - began:.0f} s")
