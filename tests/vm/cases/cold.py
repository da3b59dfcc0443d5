# SPDX-License-Identifier: LGPL-2.1-or-later
"""What waits for the firmware: BootNext by efibootmgr, OsIndications, a capsule, fwupd, shim; staged, and armed again."""

import pathlib
import shutil
import tempfile

from kxvm import packages
from kxvm.entries import Changes
from kxvm.firmware import OVMF
from kxvm.initramfs import Initramfs
from kxvm.kernels import Kernel, modules
from kxvm.kexecd import kernel_flag, status, wait_armed
from kxvm.small import small

PAIRED = 80

_EFIBOOTMGR = ("efibootmgr", "libefiboot1", "libefivar1")
_EFIVARS = "/sys/firmware/efi/efivars"
_GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
_SHIM = "605dab50-e046-4300-abb6-3dd810dd8b23"
_FWUPD = "0abba7dc-e516-4167-bbf5-4d9d1c739416"
_INDICATIONS = f"OsIndications-{_GLOBAL}"
# As systemd does it, before kexecd starts.
_PREPARE = (f"for m in $(cat /modules/order); do insmod /modules/$m; done; mount -t efivarfs efivarfs {_EFIVARS}; "
            "rm /run/no-kexecd")


def _set(name, value):
    """A command that sets a variable at one go, as efivarfs wants it."""
    octal = "".join(f"\\{byte:03o}" for byte in b"\7\0\0\0" + value)
    return f"printf '{octal}' >{_EFIVARS}/{name}"


def _remove(name):
    """The kernel guards what it does not know against removal."""
    return f"chattr -i {_EFIVARS}/{name} && rm {_EFIVARS}/{name}"


def _files(release, work):
    package = packages.kernels()[0]
    kernel = Kernel("guest", release, packages.vmlinuz(package), packages.tree(package) / "lib/modules" / release)
    found = {f"/modules/{name}": data for name, data in modules(kernel)}
    found["/modules/order"] = "\n".join(name for name, _ in modules(kernel)) + "\n"
    tree = Initramfs(work / "efibootmgr")
    package = packages.tree(*_EFIBOOTMGR)
    tree.program(package / "bin/efibootmgr", "/usr/bin/efibootmgr", package / "usr/lib/x86_64-linux-gnu")
    found |= {f"/{path.relative_to(tree.root)}": path for path in (tree.root / "usr").rglob("*") if path.is_file()}
    return found | {"/etc/no-kexecd": "", "/efi/EFI/BOOT/BOOTX64.EFI": "MZ",
                    f"/boot/initrd.img-{release}": "070701" + 4090 * "0"}


def _requests(guest, changes, release):
    option = guest.out("efibootmgr | sed -n 's/^Boot\\([0-9A-F]\\{4\\}\\).*/\\1/p' | head -n 1")
    changes.cold(f"efibootmgr -q -n {option}", "boot-next")
    # --delete-bootnext of efibootmgr 17 works only where there is a Boot0001
    changes.armed(f"rm {_EFIVARS}/BootNext-{_GLOBAL}", release)

    changes.cold(_set(_INDICATIONS, b"\1" + bytes(7)), "firmware-setup")
    changes.armed(_remove(_INDICATIONS), release)

    capsule = "/efi/EFI/UpdateCapsule/fwupd-1.cap"
    guest.run(f"mkdir -p /efi/EFI/UpdateCapsule && echo firmware >{capsule}")
    changes.cold(_set(_INDICATIONS, b"\4" + bytes(7)), "firmware-capsule")
    changes.armed(f"rm {capsule}", release)
    changes.cold(f"echo firmware >{capsule}", "firmware-capsule")
    changes.armed(_remove(_INDICATIONS), release)

    update = f"fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-0-{_FWUPD}"
    changes.cold(_set(update, b"\7" + bytes(47) + b"\1\0\0\0\x7f\xff\4\0"), "firmware-update")
    changes.armed(_remove(update), release)

    changes.cold(_set(f"MokNew-{_SHIM}", b"a certificate"), "mok-request")
    changes.armed(_remove(f"MokNew-{_SHIM}"), release)


def run(tap):
    release = packages.release(packages.kernels()[0])
    with tempfile.TemporaryDirectory(prefix="kexecd-cold-") as work:
        work = pathlib.Path(work)
        variables = work / "vars"
        shutil.copy(OVMF / "OVMF_VARS_4M.fd", variables)
        flash = ("-machine", "q35", "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / 'OVMF_CODE_4M.fd'}",
                 "-drive", f"if=pflash,format=raw,unit=1,file={variables}")
        with small("cold", icount=True, kernels=(0,), files=_files(release, work), memory=1024, limit=1400, patience=600,
                   programs=("/usr/bin/chattr",), arguments=flash) as guest:
            guest.run(_PREPARE)
            wait_armed(guest, release)
            changes = Changes(guest, tap)
            _requests(guest, changes, release)

            tap.note(guest.out("kexecctl next cold"))
            tap.equal((status(guest)["state"], kernel_flag(guest)), ("staged", 0), "'kexecctl next cold': nothing is armed")
            tap.check("has to go through the firmware" in guest.out("kexecctl next cold"), "  and it says so")
            guest.run("kill -9 $(pidof kexecd)")
            guest.until("kexecctl status")
            guest.run("kexecctl rescan")
            tap.equal((status(guest)["state"], kernel_flag(guest)), ("staged", 0), "  also after the daemon was killed")
            guest.run("kexecctl next fast")
            tap.equal((status(guest)["state"], kernel_flag(guest)), ("armed", 1), "'kexecctl next fast': armed")
