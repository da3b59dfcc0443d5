# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may do what, asked of the real polkitd; an administrator's custom image stays out of an active user's hands."""

import re

from kxvm.debian import CMDLINE, debian
from kxvm.kexecd import client, error_of, kernel_flag, status, summary, wait_armed
from kxvm.packages import kernels, release

PAIRED = 45

# A generation that never was: whoever is authorised gets Changed, and nothing happens.
_STALE = "--expect=999999999"
_ASK, _DONE = "InteractiveAuthorizationRequired", "Changed"
_OWN = "--kernel=/boot/vmlinuz-$(uname -r) --initrd=/boot/initrd.img-$(uname -r)"

# command: what nobody, the active user and root get
_TABLE = {
    f"load {_STALE}": (_ASK, _DONE, _DONE),
    f"load {_STALE} --append=quiet": (_ASK, _ASK, _DONE),
    f"load {_STALE} {_OWN} --cmdline=quiet": (_ASK, _ASK, _DONE),
    f"unload {_STALE}": (_ASK, _ASK, _DONE),
    f"execute {_STALE}": (_ASK, _DONE, _DONE),
    f"execute {_STALE} --force": (_ASK, _ASK, _DONE),
    f"execute {_STALE} --ignore-inhibitors": (_ASK, _ASK, _DONE),
    f"execute {_STALE} --ignore-sessions": (_ASK, _ASK, _DONE),
}


def _callers(guest):
    """{caller: function that runs a command line and returns its output}"""
    return {
        "nobody": lambda line: guest.run(f"setpriv --reuid=nobody --regid=nogroup --clear-groups sh -c '{line}'",
                                         check=False).out,
        "the active user": lambda line: guest.user(line)[1],
        "root": lambda line: guest.run(line, check=False).out,
    }


def _check_table(guest, tap, table, what):
    before = status(guest)["generation"]
    for number, (caller, call) in enumerate(_callers(guest).items()):
        for command, expected in table.items():
            name, message = error_of(call(client(command)))
            tap.check(re.fullmatch(expected[number], name), f"{what}, {caller}: {command} → {expected[number]}",
                      f"{name}: {message}")
    tap.equal(status(guest)["generation"], before, f"{what}: nothing of that changed anything")


def _custom(guest, tap):
    """Root loads an image of its own: staged, and nobody else can start it."""
    answer = guest.run(client(f'load {_OWN} --cmdline="{CMDLINE} custom"'), check=False, timeout=120)
    tap.check(answer.code == 0, "root loads an image of its own", answer.out)
    report = status(guest)
    tap.equal((summary(report)[0], report.get("armed", {}).get("origin"), kernel_flag(guest)),
              ("staged", "custom", 0), "it is staged, out of reach of an ordinary reboot")
    table = {f"execute {_STALE}": (_ASK, _ASK, _DONE), f"load {_STALE}": (_ASK, _ASK, _DONE)}
    _check_table(guest, tap, table, "custom image")
    name, _ = error_of(guest.user(client("execute"))[1])
    tap.equal(name, _ASK, "the active user cannot start it by Execute")
    mark = guest.console.mark()
    guest.type_command("systemctl reboot")
    guest.wait_off()
    tap.check(not guest.console.find("Starting new kernel|custom$", mark),
              "nor by 'systemctl reboot': the machine was reset", guest.console.tail(5))


def run(tap):
    with debian("authority") as guest:
        old = release(kernels()[0])
        wait_armed(guest, old)
        _check_table(guest, tap, _TABLE, "default image")
        _check_table(guest, tap, {f"load {_STALE} another": (_ASK, _ASK, "Changed|NoSuchImage")}, "another image")
        _custom(guest, tap)
