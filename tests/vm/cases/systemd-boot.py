# SPDX-License-Identifier: LGPL-2.1-or-later
"""OVMF and systemd-boot, the ESP where systemd mounts it by itself: the same entry, and every change of the choice."""

from kxvm.entries import Changes, check_booted, check_execute
from kxvm.kexecd import wait_armed
from kxvm.loaders import loaded
from kxvm.packages import kernels, release

PAIRED = True

_SELECTED = "cat /sys/firmware/efi/efivars/LoaderEntrySelected-* | tail -c +5 | tr -d '\\000'"


def _changes(guest, tap, token, old, new):
    changes = Changes(guest, tap)
    changes.armed(f"bootctl set-default {token}-{new}.conf", new)
    changes.armed("bootctl set-default ''", old)
    changes.one_shot(f"bootctl set-oneshot {token}-{new}.conf", old)
    changes.armed("bootctl set-oneshot ''", old)
    changes.armed(f"bootctl set-default debian-{new}.efi", new, f"kx.loader=uki kx.release={new}")
    changes.armed("bootctl set-default ''", old)
    changes.armed("sed -i 's/^default .*/default *-6.12*.conf/' /efi/loader/loader.conf", new)
    changes.armed("echo 'timeout 0' >/efi/loader/loader.conf", new, "kx.loader=uki")
    changes.armed(f"echo 'default {token}-{old}*' >>/efi/loader/loader.conf", old)


def _automount(guest, tap):
    """systemd unmounts the ESP when nobody has used it for two minutes; kexecd leaves it so. Time that nobody uses is
    free in this guest: its clock counts instructions."""
    mounts = "journalctl -b -u efi.mount --no-pager | grep -c 'Mounted efi.mount'"
    switches = "cat /proc/$(pidof kexecd)/task/*/status | awk '/ctxt_switches/ { n += $2 } END { print n }'"
    guest.run("sleep 300", timeout=300)
    tap.equal(guest.run("findmnt -rn -t vfat", check=False).out, "", "the ESP is not kept mounted")
    first = guest.out(f"{mounts}; {switches}")
    guest.run("sleep 600", timeout=300)
    tap.equal(guest.out(f"{mounts}; {switches}"), first, "nor looked at again and again: no wakeup in 10 minutes")
    tap.note(f"mounts of the ESP and context switches of kexecd so far: {' '.join(first.split())}")


def run(tap):
    old, new = map(release, kernels())
    with loaded("systemd-boot", icount=True) as guest:
        token = guest.out("cat /etc/machine-id")
        selected = guest.out(_SELECTED)
        tap.check(selected == f"{token}-{old}.conf", "systemd-boot says that it started the older kernel", selected)
        guest.install()
        wait_armed(guest, old)
        check_booted(guest, tap, loader="systemd-boot", source="bls", kernel=f"/efi/{token}/{old}/linux",
                     entry=selected)
        _changes(guest, tap, token, old, new)
        _automount(guest, tap)
        check_execute(guest, tap)
