# SPDX-License-Identifier: LGPL-2.1-or-later
"""What became of a restart, from one that arrives to one that never does: the machine is up again by itself, and knows."""

import json

from kxvm.debian import debian
from kxvm.kexecd import client, error_of, status, wait_armed, wait_status
from kxvm.packages import kernels, release

PAIRED = 200

# A kernel whose first program ends at once panics; panic=-1, on every command line here, resets the machine then.
_PANICS = "--append=init=/bin/false"
_ALLOWED = 2
# after a fast restart: what is ready, what runs, how long it took, and what ends a panic or a hang of the next kernel
_FIVE = ("Ready: ", "arrived as promised", "Took ", "Panic ", "Hang ")
# where a dying kernel of any machine leaves its last words
_ERST = ("-object", "memory-backend-ram,id=erst,size=64K", "-device", "acpi-erst,memdev=erst")


def _history(guest):
    """Newest first."""
    return json.loads(guest.out("kexecctl history --json"))


def _restart(guest, command):
    boot = guest.boot_id()
    guest.agent.start(f"{command} --ignore-sessions")
    guest.wait_restart(boot, 300)
    guest.wait_session(240)


def _arrives(guest, tap, old):
    _restart(guest, "kexecctl execute")
    report = wait_status(guest, lambda s: s["state"] == "armed" and "downtime" in s.get("last-restart", {}), timeout=180)
    last = report["last-restart"]
    tap.equal((last["verdict"], last["release"], last["begun"], last["user"]), ("arrived", old, "execute", 0),
              "a restart that arrives is told so")
    tap.equal(sum(last["phases"].values()), last["downtime"], "its phases sum up to the downtime")
    tap.check("services" in last["phases"] and "handover" in last["phases"],
              "services' end and the purgatory's stamps are among them", last["phases"])
    tap.note(json.dumps(last["phases"]))
    tap.equal(_history(guest)[0]["verdict"], "arrived", "history has it")
    first = guest.out("kexecctl status").splitlines()[:5]
    tap.check(all(word in line for word, line in zip(_FIVE, first)), "status begins with what a worried administrator wants to know",
              first)
    tap.note("\n".join(first))


def _fails(guest, tap, method, count):
    guest.run(f"kexecctl load {_PANICS}", timeout=120)
    _restart(guest, "kexecctl execute")
    last = wait_status(guest, lambda s: s["state"] == "armed" and "last-restart" in s, timeout=180)["last-restart"]
    tap.equal((last["verdict"], last["method"]), ("panicked", method), f"failure {count}: it panicked, loaded by {method}")
    tap.note(last["reason"])
    tap.check(guest.out("cat /proc/sys/kernel/bootloader_type") != "208", f"failure {count}: the machine is up again, cold")


def _quarantined(guest, tap, old):
    name, message = error_of(guest.run(client(f"load {_PANICS}"), check=False).out)
    tap.check(name == "Quarantined" and "kexecctl forgive" in message, "then it is refused, with what helps", f"{name}: {message}")
    tap.equal(status(guest)["armed"]["release"], old, "and what the machine boots by itself is armed")
    guest.run("kexecctl forgive --all")
    guest.run(f"kexecctl load {_PANICS}", timeout=120)
    tap.check(True, "forgiven, it is loaded")
    guest.run("kexecctl load", timeout=120)


def run(tap):
    old = release(kernels()[0])
    with debian("verdicts", cold=True, reboots=True, cpus=1, devices=_ERST) as guest:
        guest.run(f"mkdir -p /etc/kexecd.conf.d; printf '[kexecd]\\nMaxFailures={_ALLOWED}\\n' >/etc/kexecd.conf.d/test.conf; "
                  "systemctl reload kexecd")
        wait_armed(guest, old)
        _arrives(guest, tap, old)
        for count, method in enumerate(("raw", "bzimage")[:_ALLOWED], 1):
            _fails(guest, tap, method, count)
        _quarantined(guest, tap, old)
