# SPDX-License-Identifier: LGPL-2.1-or-later
"""Keyboard and pointer, PS/2 and USB, work in the new kernel, whatever held them before. KX_INPUT=all: also at rest and without kexecd's remedies."""

import os
import time

from kxvm import install
from kxvm.kexecd import wait_armed
from kxvm.stock import Stock

PAIRED = 105

# The USB devices belong to a screen of their own, so that QEMU can be told whom an event is for.
_DEVICES = ("-machine", "q35,vmport=off", "-device", "qemu-xhci", "-device", "bochs-display,id=second",
            "-device", "usb-kbd,display=second", "-device", "usb-tablet,display=second")


def _send_usb(qmp, *events):
    for kind, data in events:
        qmp.call("input-send-event", device="second", head=0, events=[{"type": kind, "data": data}])


def _send_usb_key(qmp):
    key = {"type": "qcode", "data": "shift"}
    _send_usb(qmp, ("key", {"down": True, "key": key}), ("key", {"down": False, "key": key}))


def _send_usb_motion(qmp):
    # elsewhere than before: a place where the pointer is already is no motion
    _send_usb(qmp, *(("abs", {"axis": "x", "value": value}) for value in (1000, 30000)))


# device: how QEMU is made to send it something, and what has to arrive: type and code (linux/input-event-codes.h)
_SENDERS = {
    "ps2-keyboard": (lambda qmp: qmp.monitor("sendkey shift"), "1 42 1"),
    "ps2-pointer": (lambda qmp: qmp.monitor("mouse_move 7 0"), "2 0 "),
    "usb-keyboard": (_send_usb_key, "1 42 1"),
    "usb-pointer": (_send_usb_motion, "3 0 "),
}


def _start_watch(guest, words=""):
    """The watch, begun: its output grows in /run/watch."""
    guest.run("systemctl stop watch.service 2>/dev/null; rm -f /run/watch", check=False)
    guest.run(f"systemd-run -q --collect --unit=watch -p StandardOutput=file:/run/watch /usr/local/bin/watch {words}")
    guest.until("grep -q '^all ready' /run/watch")
    return guest.out("cat /run/watch")


def _arrives(guest, device, timeout=20):
    """Whether what is sent to the device arrives from it. Sent again now and then: a device that wakes up drops the first."""
    send, expected = _SENDERS[device]
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        send(guest.qmp)
        for _ in range(10):
            if guest.run(f"grep -q '^{device} {expected}' /run/watch", check=False).code == 0:
                return True
            time.sleep(0.1)
    return False


def _working(guest):
    _start_watch(guest)
    return [device for device in _SENDERS if _arrives(guest, device)]


def _hold(guest, tap):
    """What a graphical session does: it has the input devices and the screen for itself."""
    text = _start_watch(guest, "--hold")
    tap.equal({line.split()[0] for line in text.splitlines() if line.endswith(" grabbed")} & set(_SENDERS), set(_SENDERS),
              "a program has all input devices for itself")
    tap.check(" ours, with a picture" in text, "… and the screen, with a picture on it", text)


def _restart(guest, release):
    """Through logind and systemd, in order. The lines about devices that were taken from their drivers."""
    wait_armed(guest, release)
    boot, mark = guest.boot_id(), guest.console.mark()
    guest.agent.start("kexecctl execute --ignore-sessions")
    guest.wait_restart(boot, 300)
    guest.wait_session(240)
    return [text.split("kexecd-shutdown: ")[1] for _, text in guest.console.lines[mark:] if "kexecd-shutdown: " in text]


def _after(guest, tap, release, what):
    said = _restart(guest, release)
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", f"{what}: a kexec it was")
    tap.equal(_working(guest), list(_SENDERS), f"{what}: keys and motion arrive in the new kernel")
    tap.note("\n".join(said) or "no device was taken from its driver")
    return said


def run(tap):
    with Stock() as stock, stock.boot("input", devices=_DEVICES, memory=2048) as guest:
        guest.run("cat >/usr/local/bin/watch && chmod 755 /usr/local/bin/watch",
                  stdin=install.program("tests/vm/input/watch").read_bytes())
        tap.equal(guest.out("uname -r"), stock.release, "the stock kernel runs")
        tap.equal(_working(guest), list(_SENDERS), "keys and motion arrive in the first kernel")
        _hold(guest, tap)
        said = _after(guest, tap, stock.release, "devices and screen held")
        tap.check("i8042 is removed from its driver i8042 (platform)" in said, "the keyboard controller was taken from its driver", said)
        if os.environ.get("KX_INPUT") != "all":
            return
        _after(guest, tap, stock.release, "at rest")
        guest.run("mkdir -p /etc/kexecd.conf.d && printf '[kexecd]\\nApplyRemedies=no\\n' >/etc/kexecd.conf.d/input.conf")
        guest.run("systemctl restart kexecd", timeout=120)
        _hold(guest, tap)
        tap.equal(_after(guest, tap, stock.release, "without remedies, for comparison"), [], "ApplyRemedies=no: no device was touched")
