# SPDX-License-Identifier: LGPL-2.1-or-later
"""A scheduled restart: what stops it, who is told, shutdown's own schedule beside it, and that it takes place."""

import json
import time

from kxvm.debian import debian
from kxvm.kexecd import client, error_of, status, wait_armed, wait_status
from kxvm.packages import kernels, release

WAITS = 190

_INHIBIT = "systemd-run -q --unit=root-lock systemd-inhibit --what=shutdown --mode=block --who=backup --why=x sleep 1000"
# a login of another user on another terminal
_LOGIN = ("systemd-run -q --unit=other-login --uid=other -p PAMName=login -p TTYPath=/dev/tty2 -p StandardInput=tty "
          "-p UtmpIdentifier=tty2 -p UtmpMode=user sleep 1000")
# what the user sees on tty1, without the breaks of its lines
_SCREEN = "fold -w \"$(stty -F /dev/tty1 size | cut -d' ' -f2)\" /dev/vcs1 | sed 's/ *$//' | tr '\\n' ' '"
# the schedule of shutdown(8)
_SHUTDOWN = "cat /run/systemd/shutdown/scheduled"
_EXECUTING = "f98f2e74032e45a9b495f691dcf570d5"
_STOPPED = "69d34811fb754a8b815be5bfe0c0f4ef"


def _schedule(guest, time_="+2"):
    guest.run(f"kexecctl execute --when={time_}")
    return status(guest)["scheduled"]["when"]


def _wait_screen(guest, *words):
    for word in words:
        guest.until(f"{_SCREEN} | grep -qF '{word}'")
    return True


def _scheduled(guest, tap, old):
    """Who is told, and who may end it."""
    _schedule(guest)
    tap.check(_wait_screen(guest, f"restarts into Linux {old} at", "scheduled by root.", "kexecctl cancel"),
              "a schedule is announced on the terminal of the user who is logged in")
    tap.note(guest.out(_SCREEN)[-300:])
    name, message = error_of(guest.run(client("execute --when=+3"), check=False).out)
    tap.check(name == "AlreadyScheduled" and "root" in message, "there is one schedule at a time", message)
    name, message = error_of(guest.user(client("execute --when=+3"))[1])
    tap.equal(name, "InteractiveAuthorizationRequired", "the user in front of the machine needs a password for one")
    said = guest.user("kexecctl cancel")[1]
    tap.check("stays: only root can end it" in said and "scheduled" in status(guest),
              "the user's Cancel leaves root's schedule alone, and says so", said)


def _due(guest, tap, named, what, state="armed"):
    """Its time comes, by the clock; it must be stopped, and say why. STATE: what the image is then."""
    boot = guest.boot_id()
    guest.run("date -s '121 seconds'")
    report = wait_status(guest, lambda s: "scheduled" not in s)
    stopped = report.get("schedule-stopped", "")
    tap.check(named in stopped and report["state"] == state, f"{what} stops it, Status says why", report)
    rows = guest.out(f"journalctl -o json MESSAGE_ID={_STOPPED} | tail -n 1")
    tap.check(named in json.loads(rows)["KEXECD_REASON"], f"{what}: so does the journal", rows)
    _wait_screen(guest, "does not take place", named)
    tap.equal(guest.boot_id(), boot, f"{what}: no restart")
    guest.run("printf '\\033[2J\\033[H' >/dev/tty1")


def _stopped(guest, tap, old):
    guest.run(_INHIBIT)
    guest.until("systemd-inhibit --list --no-pager | grep -q backup")
    _due(guest, tap, "backup", "an inhibitor")
    guest.run("systemctl stop root-lock")

    _schedule(guest)
    guest.run(_LOGIN)
    guest.until("loginctl list-sessions --no-legend | grep -q ' other '")
    _due(guest, tap, "other", "another user's session")
    guest.run("systemctl stop other-login")
    guest.until("! loginctl list-sessions --no-legend | grep -q ' other '")

    _schedule(guest)
    guest.run("echo 'luks-root UUID=4f0c5e2a none luks,tpm2-device=auto' >/etc/crypttab")
    wait_status(guest, lambda s: s["state"] == "staged")
    _due(guest, tap, "luks-root", "a hazard", "staged")
    guest.run("rm /etc/crypttab")
    wait_armed(guest, old, timeout=180)

    _schedule(guest)
    before = status(guest)["generation"]
    guest.run(f"head -c 4 /dev/zero >>/boot/initrd.img-{old}")
    wait_status(guest, lambda s: s["generation"] != before and s["state"] == "armed", timeout=180)
    _due(guest, tap, "another image", "a changed image")


def _beside_shutdown(guest, tap):
    guest.run("shutdown -r +60")
    theirs = guest.out(_SHUTDOWN)
    _schedule(guest)
    tap.equal(guest.out(_SHUTDOWN), theirs, "shutdown's schedule stays as it is when kexecd gets one")
    guest.run("kexecctl cancel")
    tap.check("scheduled" not in status(guest) and guest.out(_SHUTDOWN) == theirs,
              "Cancel ends kexecd's, and not shutdown's")
    when = _schedule(guest)
    guest.run("shutdown -c")
    tap.equal(status(guest).get("scheduled", {}).get("when"), when, "'shutdown -c' does not end kexecd's")
    guest.run("kexecctl cancel")


def _kept(guest, tap, old):
    """kexecd dies in between, and the machine restarts at the time all the same."""
    boot = guest.boot_id()
    # the user on tty1 is another one than root
    guest.run("kexecctl execute --when=+60s --ignore-sessions && cp /run/kexecd/schedule /run/before && "
              "kill -9 $(pidof kexecd)")
    kept = wait_status(guest, lambda s: s["state"] == "armed")["scheduled"]
    tap.check(guest.run("cmp /run/before /run/kexecd/schedule", check=False).code == 0,
              "a successor of a daemon that was killed keeps the schedule", kept)
    when = kept["when"]
    guest.wait_restart(boot, 400)
    event = f"journalctl -o json _BOOT_ID={boot.replace('-', '')} MESSAGE_ID={_EXECUTING} | tail -n 1"
    begun = int(json.loads(guest.out(event))["__REALTIME_TIMESTAMP"])
    tap.check(0 <= begun - when < 10_000_000, "the restart begins at its time",
              f"{(begun - when) / 1e6:.1f} s after it")
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", "started by kexec")
    tap.check("scheduled" not in wait_armed(guest, old), "and is not scheduled any more")


def run(tap):
    with debian("when") as guest:
        begin = time.monotonic()
        old = release(kernels()[0])
        wait_armed(guest, old)
        _scheduled(guest, tap, old)
        _stopped(guest, tap, old)
        _beside_shutdown(guest, tap)
        _kept(guest, tap, old)
        tap.note(f"{time.monotonic() - begin:.0f} s")
