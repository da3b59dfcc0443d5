# SPDX-License-Identifier: LGPL-2.1-or-later
"""OVMF and GRUB, the ESP at /boot/efi, a default in the submenu by its id: the same entry and command line."""

from kxvm.debian import ROOT_UUID
from kxvm.entries import check_booted, check_execute
from kxvm.kexecd import wait_armed
from kxvm.loaders import loaded
from kxvm.packages import kernels, release

PAIRED = 75


def run(tap):
    old = release(kernels()[0])
    with loaded("grub-efi") as guest:
        tap.check("BOOT_IMAGE=/boot/" in guest.out("cat /proc/cmdline"), "GRUB has started it")
        guest.install()
        wait_armed(guest, old)
        check_booted(guest, tap, loader="grub", source="grub", kernel=f"/boot/vmlinuz-{old}",
                     entry=f"gnulinux-advanced-{ROOT_UUID}>gnulinux-{old}-advanced-{ROOT_UUID}")
        check_execute(guest, tap)
