# SPDX-License-Identifier: LGPL-2.1-or-later
"""OVMF and a unified kernel image that the firmware starts by itself: that image, with the command line within it."""

from kxvm.debian import CMDLINE
from kxvm.entries import check_booted, check_execute
from kxvm.kexecd import wait_armed
from kxvm.loaders import loaded
from kxvm.packages import kernels, release

PAIRED = 70


def run(tap):
    old = release(kernels()[0])
    with loaded("uki") as guest:
        tap.equal(guest.out("cat /proc/cmdline"), f"{CMDLINE} kx.loader=uki kx.release={old}", "its own command line")
        guest.install()
        wait_armed(guest, old)
        booted = "Boot" + guest.out("efibootmgr | sed -n 's/^BootCurrent: //p'")
        check_booted(guest, tap, loader="firmware", source="uki", kernel=f"/efi/EFI/Linux/debian-{old}.efi",
                     entry=booted)
        check_execute(guest, tap)
