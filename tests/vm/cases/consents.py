# SPDX-License-Identifier: LGPL-2.1-or-later
"""Block inhibitors and other users' sessions stop Execute, root's too, until a consent is given."""

from kxvm.debian import debian
from kxvm.kexecd import client, error_of, wait_armed
from kxvm.packages import kernels, release

PAIRED = 30

_INHIBIT = "systemd-inhibit --what=shutdown --mode=block --who={who} --why=testing sleep 1000"
# a login of another user on another terminal
_LOGIN = ("systemd-run -q --unit=other-login --uid=other -p PAMName=login -p TTYPath=/dev/tty2 -p StandardInput=tty "
          "-p UtmpIdentifier=tty2 -p UtmpMode=user sleep 1000")
_STALE = "--expect=999999999"


def _refused(guest, tap, error, named, obstacle):
    """Both the user and root are refused; the message names what is in the way."""
    for caller, output in (("the user", guest.user(client("execute"))[1]),
                           ("root", guest.run(client("execute"), check=False).out)):
        name, message = error_of(output)
        tap.check(name == error and named in message, f"{obstacle}: {caller} is refused with {error}, which names it",
                  f"{name}: {message}")


def _consent(guest, tap, option):
    name, message = error_of(guest.user(client(f"execute {option}"))[1])
    tap.check(name == "InteractiveAuthorizationRequired", f"the user's consent {option} needs a password",
              f"{name}: {message}")
    name, message = error_of(guest.run(client(f"execute {_STALE} {option}"), check=False).out)
    tap.check(name == "Changed", f"root's consent {option} is heard", f"{name}: {message}")


def run(tap):
    with debian("consents") as guest:
        wait_armed(guest, release(kernels()[0]))
        guest.run("systemd-run -q --unit=root-lock " + _INHIBIT.format(who="backup"))
        guest.until("systemd-inhibit --list --no-pager | grep -q backup")
        _refused(guest, tap, "Inhibited", "backup", "root's inhibitor")
        _consent(guest, tap, "--ignore-inhibitors")
        guest.run("systemctl stop root-lock")

        guest.user(_INHIBIT.format(who="burner") + " </dev/null >/dev/null 2>&1 &")
        guest.until("systemd-inhibit --list --no-pager | grep -q burner")
        _refused(guest, tap, "Inhibited", "burner", "a user's inhibitor")
        guest.run("pkill -u user systemd-inhibit")
        guest.until("! systemd-inhibit --list --no-pager | grep -q burner")

        guest.run(_LOGIN)
        guest.until("loginctl list-sessions --no-legend | grep -q ' other '")
        _refused(guest, tap, "OtherSessions", "other", "another user's session")
        _consent(guest, tap, "--ignore-sessions")
