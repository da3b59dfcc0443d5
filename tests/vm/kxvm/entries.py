# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether kexecd and a boot loader mean the same entry, and how fast kexecd follows when that changes."""

import json
import pathlib
import re
import shlex

from .kexecd import ADDED_UNDER_EFI, kernel_flag, wait_armed
from .machine import GuestError

_FOLLOW = pathlib.Path(__file__).resolve().parents[1] / "debian" / "follow"
# seconds of the guest's time after which kexecd has to have followed, and after which nobody waits any more
LIMIT = 5.0
_PATIENCE = 30


def _literal(text):
    """The ERE for a release."""
    return re.sub(r"[.+]", r"\\\g<0>", text)


def explain(guest):
    """What `kexecd --explain` says: (all of it, the default image; {} where there is none)."""
    report = json.loads(guest.run("/usr/libexec/kexecd --explain --json", check=False).out)
    return report, next((image for image in report["images"] if image["default"]), {})


def own_cmdline(text):
    """A kernel's command line without what boot loaders add for one boot."""
    return re.sub(r"(^| )(BOOT_IMAGE|initrd)=\S+", "", text).strip()


def check_booted(guest, tap, *, loader, source, kernel, entry):
    """The default by `--explain` is what the boot loader has really booted: ENTRY, KERNEL (a path), command line."""
    release, cmdline = guest.out("uname -r"), guest.out("cat /proc/cmdline")
    tap.note(f"booted by its loader: Linux {release}\n  {cmdline}")
    report, image = explain(guest)
    tap.note(f"kexecd: {report['reason']}\n  {image.get('file')}:{image.get('line')} {image.get('cmdline')}")
    tap.equal((report["loader"], image.get("source")), (loader, source), "--explain knows whose menu it is")
    tap.equal(image.get("id"), entry, "its default is the entry that was booted")
    tap.equal((image.get("release"), image.get("kernel")), (release, kernel), "with the kernel that runs")
    tap.equal(image.get("cmdline"), own_cmdline(cmdline), "and the loader's command line, but for what it adds itself")
    tap.check(image.get("complete") and not image.get("problems"), "without a problem", image)
    loadable = {image["release"] for image in report["images"] if image["complete"]}
    tap.check(len(loadable) >= 2, "there was a choice", report["images"])


def check_execute(guest, tap):
    """Execute starts what is armed, with the command line of the boot loader's own boot, from which the guest comes."""
    release, cmdline = guest.out("uname -r"), own_cmdline(guest.out("cat /proc/cmdline"))
    where = "cat /etc/machine-id; findmnt -no UUID,SOURCE /"
    here = guest.out(where)
    wait_armed(guest, release)
    boot, mark = guest.boot_id(), guest.console.mark()
    answer = guest.agent.start("kexecctl execute")
    try:
        guest.wait_restart(boot)
    except Exception:
        tap.note(guest.agent.finish(answer).err)
        raise
    tap.note(guest.console.find("Starting new kernel|reboot: ", mark))
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", "Execute: started by kexec")
    tap.equal((guest.out("uname -r"), guest.out(where)), (release, here), "Execute: the same kernel, the same system")
    added = ADDED_UNDER_EFI if guest.run("test -e /sys/firmware/efi", check=False).code == 0 else ""
    tap.equal(guest.out("cat /proc/cmdline"), cmdline + added, "Execute: the command line of the loader's own boot")
    wait_armed(guest, release)
    tap.check(True, "Execute: armed again afterwards")


class Changes:
    """Commands after each of which something else is armed, or there is a reason not to.

    For guests whose clock counts instructions (icount): then a busy host makes no difference.
    """

    def __init__(self, guest, tap):
        self._guest, self._tap = guest, tap
        guest.run("cat >/run/follow", stdin=_FOLLOW.read_bytes())

    def _expect(self, command, what, pattern):
        """After COMMAND, Status matches PATTERN (an ERE; it did not before) within LIMIT seconds: that Status."""
        words = " ".join(map(shlex.quote, ("/run/follow", str(_PATIENCE), pattern, command)))
        result = self._guest.run(f"sh {words}", timeout=600, check=False)
        if result.code:
            raise GuestError(f"{command}: {result.err}")
        ended, arrived, text = result.out.split(" ", 2)
        seconds = float(arrived) - float(ended)
        self._tap.check(re.search(pattern, text, re.DOTALL) and seconds <= LIMIT,
                        f"'{command}': {what} after {seconds:.1f} s", text)
        report = json.loads(text)
        self._tap.note(report["reason"])
        return report

    def armed(self, command, release, cmdline=""):
        """RELEASE gets armed; CMDLINE is part of its command line."""
        armed = f'"release" : "{_literal(release)}",[^}}]*{_literal(cmdline)}'
        report = self._expect(command, f"{release} {cmdline}".strip() + " is armed",
                              f'"state" : "armed",.*"armed" : {{[^}}]*{armed}')
        self._tap.equal(kernel_flag(self._guest), 1, "  the kernel holds it")
        return report

    def cold(self, command, reason):
        """What is armed becomes staged, for the cold reason with the id REASON."""
        report = self._expect(command, f"staged, for “{reason}”", f'"state" : "staged",.*"id" : "{reason}"')
        self._tap.equal(kernel_flag(self._guest), 0, "  no ordinary reboot can start it")
        return report

    def one_shot(self, command, release):
        """What is armed becomes staged, because the next start is not the default's."""
        report = self._expect(command, "what is started once is told, and nothing armed",
                              '"state" : "staged",.*"one-shot" : "')
        self._tap.equal(report["armed"]["release"], release, "  the default image is kept staged")
        self._tap.equal(kernel_flag(self._guest), 0, "  no ordinary reboot can start it")
        self._tap.note(report["next"]["one-shot"])
        return report
