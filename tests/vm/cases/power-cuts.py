# SPDX-License-Identifier: LGPL-2.1-or-later
"""Power cuts while the journal of restarts is written: it is the old one or the new one. KX_CUTS=N: how often (5).

The number on the command line that the armed image has grows with every load; the journal has it, and so tells its own
age. Nothing that a later boot finds may be older than what the one before it had seen finished.
"""

import base64
import configparser
import hashlib
import json
import os
import random
import re
import time

from kxvm.bzimage import bzimage
from kxvm.honesty import armed, ask_until
from kxvm.lasting import JOURNAL, Lasting
from kxvm.powercut import Disk

PAIRED = 75

_RELEASE = "6.1.0-1-test"
_KEPT = 64  # restarts are in the journal at most
# What is there before kexecd starts, which counts on from the boot's own number.
_RC = f"""
cp {JOURNAL} /run/before
ls /var/lib/kexecd >/run/names
mkdir -p /etc/kernel
sed -n 's/.*kx.begin=\\([0-9]*\\).*/kx=\\1/p' /proc/cmdline >/etc/kernel/cmdline
"""
# When it is written and what it holds then. What can be seen may not be sure to be on the disk yet, but whoever writes the
# next one has finished it. The shell's own way to wait a moment: a program would take the processor from the daemon.
_WATCH = f"""#!/bin/sh
saw () {{
  awk '/^\\[/ {{group = $0}} group == "[standing]" && /^cmdline=/ {{found = $0}} END {{print "kx-saw " found}}' {JOURNAL}
}}
mkfifo /run/never
exec 3<>/run/never >/dev/console
saw
while :; do
  if [ -e {JOURNAL}.new ]; then
    echo kx-writing
    while [ -e {JOURNAL}.new ]; do read -t 0.01 never <&3; done
    saw
  fi
  read -t 0.01 never <&3
done
"""
_CHURN = """#!/bin/sh
n=$1
while :; do
  n=$((n + 1))
  echo "kx=$n" >/etc/kernel/cmdline
  echo "kx-asked $n" >/dev/console
  kexecctl load >/dev/null 2>&1
  sleep 0.3  # the journal is written meanwhile
done
"""
_FILES = {"/usr/bin/watch-journal": _WATCH, "/usr/bin/churn": _CHURN,
          "/etc/kexecd.conf.d/test.conf": "[kexecd]\nMaxFailures=0\n"}


def _number(line):
    """What a line "cmdline=" of the journal has; None: there is none."""
    found = re.search(r"kx=(\d+)", base64.b64decode(line.partition("cmdline=")[2]).decode())
    return int(found[1]) if found else None


class Found:
    """The journal as a boot finds it."""

    def __init__(self, text):
        body, seal, rest = text.rpartition("[seal]\nsha256=")
        self.whole = bool(seal) and hashlib.sha256(body.encode()).hexdigest() == rest.strip()
        parser = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
        parser.read_string(body if self.whole else "")
        self.number = _number(f"cmdline={parser['standing']['cmdline']}") if "standing" in parser else None
        self.promise = "pending" in parser
        self.restarts = len([name for name in parser.sections() if name.startswith("restart ")])


class Known:
    """What the last boot that was looked at knew, and what was seen of the journal since then."""

    def __init__(self):
        self.number = 1  # the last one that a load was asked with
        self.begun = 1  # the first one of the last boot
        self.oldest = 0  # what is on disk has at least that one
        self.newest = 0  # restarts that are told
        self.promised = False, False  # whether one more may be, and must be

    def see(self, console):
        """Take in what the guest said about its journal."""
        # Where nothing stands, as when a boot begins, it is not older than all that this boot asks for.
        begun = self.begun - 0.5
        ages = [self.oldest]
        for _, text in console.lines:
            if match := re.search(r"kx-asked (\d+)", text):
                self.number = max(self.number, int(match[1]))
            if match := re.search(r"kx-saw ?(cmdline=\S+)?$", text):
                age = _number(match[1]) if match[1] else begun
                if age is not None and age != ages[-1]:
                    ages.append(age)
        self.oldest = max([self.oldest, *ages[:-1]])


class Cuts:
    """One machine and its disk, over all cuts."""

    def __init__(self, lasting, count, chance):
        self._lasting, self._count, self._chance = lasting, count, chance
        self._disk = Disk(lasting.disk)
        self._known, self._begun = Known(), 0
        self.found = []  # what is not as it should be
        self.lies, self.kinds = [], {}
        self.unflushed, self.lost = 0, 0

    # --- a boot ---

    def _start(self, index):
        self._begun = self._known.begun
        self._known.number += 1
        self._known.begun = self._known.number
        return self._lasting.start(f"power-cuts-{index}", drive=self._disk.drive(), cmdline=f"kx.begin={self._known.number}")

    @staticmethod
    def _age(before, known, begun):
        """What is wrong with the age of the journal, or None. BEGUN: the first number of the boot that was cut."""
        if before is None and known.oldest == 0:  # the old one is that there is none
            return None
        if before is None or not before.whole:
            return "the journal is not whole"
        if before.number is None:  # as when a boot begins
            return f"it has nothing; {known.oldest} was on disk before" if known.oldest >= begun else None
        if known.oldest <= before.number < known.number:
            return None
        return f"it has {before.number}; {known.oldest} was on disk before, and {known.number - 1} asked for last"

    def _judge(self, guest, index):
        known = self._known
        text = guest.run("cat /run/before", check=False).out
        before = Found(text) if text else None
        answer = ask_until(guest, armed, self.lies)
        history = json.loads(guest.out("kexecctl history --json"))
        newest = history[0]["number"] if history else 0
        may, must = known.promised
        wrong = []
        if index and (text := self._age(before, known, self._begun)):
            wrong.append(text)
        if not known.newest + must <= newest <= known.newest + may:
            wrong.append(f"restart {newest} is the newest; it was {known.newest}, promised: {known.promised}")
        if newest > known.newest and history[0]["verdict"] != "lost":
            wrong.append(f"the verdict is {history[0]['verdict']}")
        if before and len(history) != min(before.restarts + before.promise, _KEPT):
            wrong.append(f"{len(history)} restarts are told where {before.restarts} were noted, promised: {before.promise}")
        if answer.journal or ".bad" in guest.out("cat /run/names; ls /var/lib/kexecd"):
            wrong.append(f"something was set aside: {answer.journal}")
        self.found += [f"after cut {index}: {text}" for text in wrong]
        known.newest, known.promised = newest, (False, False)
        if before:
            known.oldest = max(known.oldest, before.number or 0)

    # --- what goes on when the power is cut ---

    def _boot(self, guest):
        time.sleep(self._chance.uniform(1.5, 5))

    def _wait_seen(self, guest, what):
        """Loads one after the other, and WHAT for the first time, or one of the next."""
        mark = guest.console.mark()
        guest.agent.start(f"watch-journal & churn {self._known.number}")
        for _ in range(self._chance.randrange(1, 4)):
            guest.console.wait(what, mark, 120)
            mark += 1 + [what in text for _, text in guest.console.lines[mark:]].index(True)

    def _churn(self, guest):
        self._wait_seen(guest, "kx-saw")
        time.sleep(self._chance.uniform(0, 2))

    def _write(self, guest):
        self._wait_seen(guest, "kx-writing")
        time.sleep(self._chance.uniform(0, 0.02))

    def _execute(self, guest):
        mark = guest.console.mark()
        guest.agent.start("kexecctl execute --force")
        time.sleep(self._chance.choice((self._chance.uniform(0.2, 1.2), self._chance.uniform(0.2, 4.5))))
        guest.kill()
        self._known.promised = True, guest.console.find("Starting new kernel", mark) is not None

    def _end(self, guest):
        guest.kill()
        self._known.see(guest.console)
        if self._chance.random() < 0.5:
            self._disk.keep()
            return
        unflushed, lost = self._disk.lose(self._chance)
        self.unflushed += unflushed
        self.lost += lost

    def run(self):
        for index in range(self._count + 1):
            kind = self._chance.choice((self._boot, self._churn, self._write, self._execute))
            if index in (0, self._count):
                kind = self._churn
            with self._start(index) as guest:
                if kind is not self._boot:
                    guest.agent.wait(120)
                    self._judge(guest, index)
                if index == self._count:
                    return
                kind(guest)
                self._end(guest)
            self.kinds[kind.__name__[1:]] = self.kinds.get(kind.__name__[1:], 0) + 1


def run(tap):
    count = int(os.environ.get("KX_CUTS", "5"))
    seed = int(os.environ.get("KX_SEED") or random.randrange(1 << 30))
    tap.note(f"{count} cuts, KX_SEED={seed}")
    with Lasting(boot={f"vmlinuz-{_RELEASE}": bzimage(_RELEASE, 1 << 20)}, rc=_RC, size=24,
                 files={**_FILES, f"/usr/lib/modules/{_RELEASE}/modules.order": ""}) as lasting:
        cuts = Cuts(lasting, count, random.Random(seed))
        cuts.run()
    tap.check(True, f"up again and armed after each of {count} cuts")
    tap.check(not cuts.found, "the journal was the old one or the new one, and no promise was forgotten", "\n".join(cuts.found))
    tap.check(not cuts.lies, "Status never claimed what was not so", cuts.lies[:5])
    tap.note(f"{cuts.kinds}; writes that were not flushed: {cuts.unflushed}, of them lost: {cuts.lost}")
