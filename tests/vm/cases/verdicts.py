# SPDX-License-Identifier: LGPL-2.1-or-later
"""What became of a restart, from one that arrives to one that never does: the machine is up again by itself, and knows."""

import json

from kxvm.debian import debian
from kxvm.kexecd import client, configure, error_of, status, wait_armed, wait_status
from kxvm.outcomes import ERST, is_cold, restart
from kxvm.packages import kernels, release

PAIRED = 185

# A kernel whose first program ends at once panics; panic=-1, on every command line here, resets the machine then.
_PANICS = "--append=init=/bin/false"
_ALLOWED = 2
# after a fast restart: what is ready, what runs, how long it took, and what ends a panic or a hang of the next kernel
_FIVE = ("Ready: ", "arrived as promised", "Took ", "Panic ", "Hang ")


def _history(guest):
    """Newest first."""
    return json.loads(guest.out("kexecctl history --json"))


def _arrives(guest, tap, old):
    restart(guest)
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
    restart(guest)
    last = wait_status(guest, lambda s: s["state"] == "armed" and "last-restart" in s, timeout=180)["last-restart"]
    tap.equal((last["verdict"], last["method"]), ("panicked", method), f"failure {count}: it panicked, loaded by {method}")
    tap.note(last["reason"])
    tap.check(is_cold(guest), f"failure {count}: the machine is up again, cold")


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
    with debian("verdicts", cold=True, reboots=True, devices=ERST) as guest:
        configure(guest, f"MaxFailures={_ALLOWED}\n")
        wait_armed(guest, old)
        _arrives(guest, tap, old)
        for count, method in enumerate(("raw", "bzimage")[:_ALLOWED], 1):
            _fails(guest, tap, method, count)
        _quarantined(guest, tap, old)
