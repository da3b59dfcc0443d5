# SPDX-License-Identifier: LGPL-2.1-or-later
"""OVMF and systemd-boot, the ESP where systemd mounts it by itself: the same entry, and every change of the choice."""

from kxvm.entries import Changes, check_booted, check_execute
from kxvm.kexecd import wait_armed
from kxvm.loaders import loaded
from kxvm.packages import kernels, release

PAIRED = 235

_SELECTED = "cat /sys/firmware/efi/efivars/LoaderEntrySelected-* | tail -c +5 | tr -d '\\000'"


def _changes(guest, tap, token, old, new):
    changes = Changes(guest, tap)
    changes.armed(f"bootctl set-default {token}-{new}.conf", new)
    changes.armed("bootctl set-default ''", old)
    changes.one_shot(f"bootctl set-oneshot {token}-{new}.conf", old)
    changes.armed("bootctl set-oneshot ''", old)
    changes.armed("sed -i 's/^default .*/default *-6.12*.conf/' /efi/loader/loader.conf", new)
    changes.armed("echo 'timeout 0' >/efi/loader/loader.conf", new, "kx.loader=uki")
    changes.armed(f"echo 'default {token}-{old}*' >>/efi/loader/loader.conf", old)


def run(tap):
    old, new = map(release, kernels())
    with loaded("systemd-boot", icount=True, leaps=False) as guest:
        token = guest.out("cat /etc/machine-id")
        selected = guest.out(_SELECTED)
        tap.check(selected == f"{token}-{old}.conf", "systemd-boot says that it started the older kernel", selected)
        guest.install()
        wait_armed(guest, old)
        check_booted(guest, tap, loader="systemd-boot", source="bls", kernel=f"/efi/{token}/{old}/linux",
                     entry=selected)
        _changes(guest, tap, token, old, new)
        check_execute(guest, tap)
