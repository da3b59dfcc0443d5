# SPDX-License-Identifier: LGPL-2.1-or-later
"""A journal of restarts that cannot be written, is spoilt or of another time: kexecd starts, tells, keeps what is armed."""

import json

from kxvm.honesty import armed, ask_until
from kxvm.kexecd import wait_armed
from kxvm.lasting import JOURNAL, Lasting

PAIRED = 70

_YEAR = 365 * 24 * 3600
# The file system gives back what it had reserved for the big one.
_FILL = """mkdir /disk/filler && cd /disk/filler
cat /dev/zero >big 2>/dev/null
n=0
while sync; dd if=/dev/zero of=$n bs=1 count=1 conv=fsync 2>/dev/null; do n=$((n + 1)); done
"""
_NEWER = "[journal]\nversion=2\nnext=1\nsomething=else\n"


class Daemon:
    """kexecd in the guest, killed and asked again and again."""

    def __init__(self, tap, guest):
        self.tap, self.guest = tap, guest
        self.lies = []

    def ask(self, accept=armed):
        return ask_until(self.guest, accept, self.lies)

    def dies(self, what):
        """Killed, it starts again, and what is armed stays: its answer then."""
        loads = self.ask().loads
        self.guest.run("kill -9 $(pidof kexecd)")
        answer = self.ask()
        self.tap.equal((answer.state, answer.flags, answer.loads - loads), ("armed", ("1", "1"), 0),
                       f"{what}: killed, it starts again, and what is armed stays")
        return answer

    def tells(self, what, *words):
        """Until it has tried to write, and failed."""
        told = self.ask(lambda answer: armed(answer) and answer.journal).journal
        self.tap.check(all(word in told for word in (*words, "mend that")), f"{what}: Status says so, and what helps", told)
        self.tap.note(told)

    def recovers(self, what):
        """Whatever changes next is written."""
        self.guest.run("kexecctl unload && kexecctl load", timeout=120)
        self.ask(lambda answer: armed(answer) and not answer.journal)
        self.guest.until(f"tail -n 2 {JOURNAL} | grep -q '^.seal.$' && grep -q '^.standing.$' {JOURNAL}")
        self.tap.check(True, f"{what}: when that is over it is kept again")

    def history(self):
        return json.loads(self.guest.out("kexecctl history --json"))

    def restart(self):
        """Execute; the newest restart of the history then."""
        boot = self.guest.boot_id()
        self.guest.agent.start("kexecctl execute --force")
        self.guest.wait_restart(boot)
        self.ask()
        return self.history()[0]


def _full(daemon):
    guest, tap = daemon.guest, daemon.tap
    before = guest.out(f"md5sum <{JOURNAL}")
    guest.run(_FILL, timeout=240)
    guest.run("kexecctl unload && kexecctl load", timeout=120)
    daemon.tells("full", "cannot be written", "No space left on device")
    daemon.dies("full")
    tap.equal(guest.out(f"md5sum <{JOURNAL}"), before, "full: the journal that was there is whole")
    # What stood armed when it could still be written is what arrived; that it was asked for could not be noted.
    newest = daemon.restart()
    tap.equal((newest["verdict"], newest["begun"]), ("arrived", "unseen"),
              "full: it restarts, and claims no more than it knows")
    daemon.tells("full, after a restart", "cannot be written", "No space left on device")
    guest.run("rm -r /disk/filler")
    daemon.recovers("full")
    tap.equal(daemon.history()[0], newest, "full: nothing is forgotten when there is room again")


def _read_only(daemon):
    daemon.guest.run("mount -o remount,ro /disk")
    daemon.guest.run("kexecctl unload && kexecctl load", timeout=120)
    daemon.tells("read-only", "cannot be written", "Read-only file system")
    daemon.dies("read-only")
    daemon.guest.run("mount -o remount,rw /disk")
    daemon.recovers("read-only")


def _spoilt(daemon, what, spoil, *words):
    """SPOIL: a command that spoils the journal."""
    guest, tap = daemon.guest, daemon.tap
    guest.run(f"kexecctl rescan; {spoil}; cp {JOURNAL} /run/spoilt")
    answer = daemon.dies(what)
    tap.check(all(word in (answer.journal or "") for word in (f"kept as {JOURNAL}.bad", *words)), f"{what}: Status says so",
              answer.journal)
    tap.note(answer.journal)
    tap.equal((guest.run(f"cmp /run/spoilt {JOURNAL}.bad", check=False).code, daemon.history()), (0, []),
              f"{what}: it is kept as it was, and nothing of it is claimed")
    tap.equal(daemon.dies(f"{what}, once more").journal, None, f"{what}: then all is well again")


def _clock(daemon):
    """Set back while nothing restarts; during a restart: `kills`."""
    before = daemon.history()
    daemon.guest.run(f"date -s @$(($(date +%s) - {_YEAR}))")
    answer = daemon.dies("a year back")
    daemon.tap.equal((answer.journal, daemon.history()), (None, before), "a year back: nothing is wrong, nothing forgotten")


def run(tap):
    with Lasting(size=56) as lasting, lasting.boot("journal", limit=900) as guest:
        wait_armed(guest, lasting.release)
        daemon = Daemon(tap, guest)
        _full(daemon)
        _read_only(daemon)
        _clock(daemon)
        _spoilt(daemon, "a flipped bit", f"printf X | dd of={JOURNAL} bs=1 seek=40 conv=notrunc 2>/dev/null")
        _spoilt(daemon, "a newer version's", f"printf '{_NEWER}' >{JOURNAL}", "newer")
        tap.check(not daemon.lies, "Status never claimed what was not so", daemon.lies[:5])
