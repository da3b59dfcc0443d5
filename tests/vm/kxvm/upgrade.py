# SPDX-License-Identifier: LGPL-2.1-or-later
"""The whole way: armed, a newer kernel package, armed again, a restart by the user on tty1, the new kernel."""

import time

from . import witness
from .debian import CMDLINE
from .kexecd import kernel_flag, status, wait_armed
from .packages import kernels, release

_ORDERLY = """[Unit]
Description=Leaves a file when it is stopped in order
After=local-fs.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/bin/sh -c 'echo stopped by systemd >/var/lib/orderly'
[Install]
WantedBy=multi-user.target
"""


class Steps:
    """Seconds that each step took, on the host's clock."""

    def __init__(self):
        self.rows = []
        self._last = time.monotonic()

    def done(self, text):
        now = time.monotonic()
        self.rows.append((now - self._last, text))
        self._last = now


def _armed_at_first(guest, tap, old):
    report = wait_armed(guest, old)
    tap.check(report["armed"]["origin"] == "default" and kernel_flag(guest) == 1,
              f"armed by itself with {old}", report)
    tap.note(guest.out("kexecctl status"))
    return report


def _install_newer(guest, tap, old, new, before):
    witness.start(guest)
    guest.run("dpkg -i /var/cache/newer-kernel.deb >/run/dpkg.log 2>&1", timeout=400)
    after = wait_armed(guest, new)
    seen = witness.stop(guest)
    tap.note(guest.out("cat /run/dpkg.log"))
    during = [answer and (answer["state"], answer.get("armed", {}).get("release"))
              for when, answer in seen.polls if when < seen.lock_released]
    tap.check(len(during) >= 5 and set(during) == {("armed", old)},
              f"during the whole dpkg run Status said: armed, {old} ({len(during)} answers)", during)
    started = seen.load_started()
    delay = started - seen.lock_released if started else None
    tap.check(delay is not None and delay <= 2, "the load of the new one started within 2 s of dpkg's last lock",
              f"{delay} s; progress {seen.progress}, load calls {seen.load_calls}, lock {seen.lock_released}")
    if delay is not None:
        calls = [f"{t - seen.lock_released:+.2f}" for t in seen.load_calls]
        tap.note(f"load started {delay:.2f} s after dpkg let go of its lock; kexec_file_load at {calls} s")
    time.sleep(3)  # another load, one too many, would come now
    tap.equal(status(guest)["loads"], before["loads"] + 1, "exactly one load")
    tap.check(after["generation"] != before["generation"], "another generation", after)
    tap.note(guest.out("kexecctl status"))


def _restart(guest, tap):
    """The user types the command; the new kernel's time of arrival on the console."""
    boot, mark = guest.boot_id(), guest.console.mark()
    guest.type_command("kexecctl execute")
    try:
        guest.wait_restart(boot)
    except Exception:
        tap.note(guest.run("cat /run/k/*.out; systemctl status kexecd; journalctl -b -n 20", check=False).out)
        raise
    down = guest.console.find("Starting new kernel", mark)
    up = guest.console.find("Linux version", mark)
    if down and up:
        tap.note(f"from 'Starting new kernel' to the new kernel's first line: {up[0] - down[0]:.1f} s")


def _arrived(guest, tap, new, root):
    tap.equal(guest.out("uname -r"), new, f"the new kernel runs: {new}")
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", "started by kexec, not by the firmware or by QEMU")
    tap.equal(guest.out("cat /proc/cmdline"), CMDLINE, "with the same command line")
    tap.equal(guest.out("findmnt -no UUID,SOURCE /"), root, "and the same root")
    tap.equal(guest.run("cat /var/lib/orderly", check=False).out.strip(), "stopped by systemd",
              "services were stopped in order")
    replay = guest.run("dmesg | grep -iE 'recovery (complete|required)|orphan|not properly'; "
                       "grep -i recovering /run/initramfs/fsck.log", check=False).out
    tap.equal(replay, "", "file systems were unmounted cleanly: no journal replay")
    report = wait_armed(guest, new)
    tap.check(report["armed"]["origin"] == "default", "kexecd is armed again", report)
    counter = int(guest.out("cat /proc/sys/kernel/kexec_load_limit_reboot"))
    tap.check(1 << 30 < counter < (1 << 31) - 1, "the unit may have the kernel count loads, and it counted kexecd's", counter)
    tap.note(guest.out("kexecctl status"))


def tell(guest, tap):
    """Go the whole way in a Debian guest with kexecd; results go to TAP. The steps' durations: Steps."""
    old, new = map(release, kernels())
    steps = Steps()
    before = _armed_at_first(guest, tap, old)
    guest.run("cat >/etc/systemd/system/orderly.service && systemctl enable -q --now orderly", stdin=_ORDERLY.encode())
    root = guest.out("findmnt -no UUID,SOURCE /")
    steps.done(f"armed with {old}")
    _install_newer(guest, tap, old, new, before)
    steps.done(f"dpkg installed {new}; armed with it")
    session = guest.wait_session()
    tap.equal((session["Name"], session["Seat"], session["Active"]), ("user", "seat0", "yes"),
              "an unprivileged user's session on tty1 is active")
    _restart(guest, tap)
    steps.done("restart, from the command to an answer of the new system")
    _arrived(guest, tap, new, root)
    steps.done(f"armed again with {new}")
    return steps
