# SPDX-License-Identifier: LGPL-2.1-or-later
"""SeaBIOS and GRUB, /boot on its own: the same entry, every change of the choice, and what the real GRUB then boots."""

import pathlib
import tempfile

from kxvm.debian import ROOT_UUID
from kxvm.entries import Changes, check_booted, check_execute, explain
from kxvm.kexecd import wait_armed
from kxvm.loaders import first_words, loaded
from kxvm.packages import kernels, release

PAIRED = 235

_SUBMENU = f"gnulinux-advanced-{ROOT_UUID}"
_KEEP = "sync; fsfreeze -f /boot && fsfreeze -u /boot"


class Predictions:
    """What kexecd says that GRUB would start, and the disk as GRUB would find it."""

    def __init__(self, guest, directory):
        self._guest, self._directory = guest, directory
        self.rows = []

    def keep(self, text):
        image = explain(self._guest)[1]
        self._guest.run(_KEEP)
        disk = self._guest.freeze(self._directory / f"{len(self.rows)}.qcow2")
        self.rows.append((text, disk, image.get("release"), image.get("cmdline")))

    def check(self, tap):
        """Let the real GRUB boot each of them, as far as the kernel's first words."""
        for text, disk, release_, cmdline in self.rows:
            expected = release_, f"BOOT_IMAGE=/vmlinuz-{release_} {cmdline}"
            tap.equal(first_words("grub-real", disk), expected, f"{text}: the real GRUB boots what kexecd said")


def _changes(guest, tap, old, new, predictions):
    changes = Changes(guest, tap)
    changes.armed("grub-set-default 0", new)
    predictions.keep("grub-set-default 0")
    path = f"Advanced options for Debian GNU/Linux>Debian GNU/Linux, with Linux {old}"
    changes.armed(f"grub-set-default '{path}'", old)
    predictions.keep("titles of submenu and entry")
    changes.one_shot("grub-reboot 0", old)
    changes.armed("grub-editenv - unset next_entry", old)
    edit = r"""cp /boot/grub/grub.cfg /root && sed -i -e "s/^GRUB_CMDLINE_LINUX='/&kx.edited=\"a  b\" /" """
    edit += "-e s/^GRUB_DEFAULT=.*/GRUB_DEFAULT=0/ /etc/default/grub"
    changes.armed(f"{edit} && update-grub", new, "kx.edited=a  b")
    predictions.keep("a regenerated grub.cfg")
    changes.armed("cp /root/grub.cfg /boot/grub/", old)


def run(tap):
    old, new = map(release, kernels())
    with loaded("grub-bios", icount=True, leaps=False) as guest, tempfile.TemporaryDirectory(prefix="kexecd-grub-") as work:
        tap.check("BOOT_IMAGE=/vmlinuz" in guest.out("cat /proc/cmdline"), "GRUB has started it")
        guest.install()
        wait_armed(guest, old)
        check_booted(guest, tap, loader="grub", source="grub", kernel=f"/boot/vmlinuz-{old}",
                     entry=f"{_SUBMENU}>gnulinux-{old}-advanced-{ROOT_UUID}")
        predictions = Predictions(guest, pathlib.Path(work))
        _changes(guest, tap, old, new, predictions)
        check_execute(guest, tap)
        predictions.check(tap)
