# SPDX-License-Identifier: LGPL-2.1-or-later
"""kexecd in a guest, seen from outside: through kexecctl and the kernel."""

import json
import time

from .machine import GuestError

# to every command line; kexecd(8) says why
ADDED_UNDER_EFI = " initrdmem=0,1"


def status(guest):
    """Status, as root gets it."""
    return json.loads(guest.out("kexecctl status --json"))


def summary(report):
    """(state, release that is armed or staged, level), for comparisons."""
    armed = report.get("armed", {})
    return report["state"], armed.get("release"), armed.get("level")


def wait_status(guest, accept, timeout=60):
    """Wait until ACCEPT(status); that Status."""
    deadline = time.monotonic() + timeout
    while True:
        result = guest.run("kexecctl status --json", check=False)
        if result.code == 0:
            report = json.loads(result.out)
            if accept(report):
                return report
        if time.monotonic() > deadline:
            raise GuestError(f"Status after {timeout} s: {result.out or result.err}")
        time.sleep(0.3)


def wait_armed(guest, release, timeout=120):
    """Wait until the kernel holds RELEASE; that Status."""
    return wait_status(guest, lambda s: s["state"] == "armed" and s["armed"]["release"] == release, timeout)


def configure(guest, text):
    """Have it read TEXT, lines of kexecd.conf; they replace those of the time before."""
    guest.run("mkdir -p /etc/kexecd.conf.d; cat >/etc/kexecd.conf.d/test.conf; systemctl reload kexecd",
              stdin=f"[kexecd]\n{text}".encode())


def kernel_flag(guest):
    """What the kernel itself says: something is loaded (1) or not (0)."""
    return int(guest.out("cat /sys/kernel/kexec/loaded 2>/dev/null || cat /sys/kernel/kexec_loaded"))


def pid(guest):
    """kexecd's process id."""
    return int(guest.out("pidof kexecd"))


def error_of(output):
    """(name without its prefix, message) of what `kexecctl --json` printed; ("", "") where it was no error."""
    try:
        error = json.loads(output[output.index("{"):]).get("error", {})
    except ValueError:
        return "?", output
    return error.get("name", "").rpartition(".")[2], error.get("message", "")


def client(arguments):
    """A command line that calls kexecctl without prompts, for error_of()."""
    return f"kexecctl --json --no-ask-password {arguments} 2>/dev/null"
