# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small guest under Secure Boot, as on a PC: the firmware knows Microsoft's keys and starts Debian's shim, which
starts Debian's GRUB, which starts a kernel that Debian has signed. And kernels whose signature is gone or spoilt."""

import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

from . import packages
from .firmware import OVMF
from .install import logs
from .machine import Machine, boot
from .small import pack

_PACKAGES = ("shim-signed", "grub-efi-amd64-signed")
_GRUB = """set timeout=0
linux /vmlinuz console=ttyS0 panic=-1 {cmdline}
initrd /initrd.img
boot
"""
# of a PE file: where its header's offset is; in that, the checksum and the table of certificates (PE32+)
_PE_OFFSET, _CHECKSUM, _CERTIFICATES = 0x3c, 0x58, 0xa8


def _certificates(image):
    """Where the table of certificates is named, and where it is."""
    entry = struct.unpack_from("<I", image, _PE_OFFSET)[0] + _CERTIFICATES
    return entry, *struct.unpack_from("<II", image, entry)


def unsigned(image):
    """The bytes of a kernel without its signature."""
    entry, start, size = _certificates(image)
    assert start and start + size == len(image), "a kernel that Debian has signed"
    return image[:entry] + bytes(8) + image[entry + 8:start]


def spoilt(image):
    """The bytes of a kernel whose contents its signature does not fit: one bit of its payload is another."""
    middle = _certificates(image)[1] // 2
    return image[:middle] + bytes([image[middle] ^ 1]) + image[middle + 1:]


def _write_esp(path, vmlinuz, initrd, cmdline):
    """A file system that the firmware starts from."""
    tree = packages.archives(*_PACKAGES) / "tree/usr/lib"
    size = (vmlinuz.stat().st_size + initrd.stat().st_size >> 20) + 16
    config = path.with_suffix(".cfg")
    config.write_text(_GRUB.format(cmdline=cmdline))
    os.environ["MTOOLS_SKIP_CHECK"] = "1"
    subprocess.run(["mformat", "-C", "-F", "-i", path, "-T", str(size * 2048), "-h", "64", "-s", "32", "::"],
                   check=True)
    subprocess.run(["mmd", "-i", path, "::EFI", "::EFI/BOOT", "::EFI/debian"], check=True)
    files = {tree / "shim/shimx64.efi.signed": "EFI/BOOT/BOOTX64.EFI",
             tree / "grub/x86_64-efi-signed/grubx64.efi.signed": "EFI/BOOT/grubx64.efi",
             config: "EFI/debian/grub.cfg", vmlinuz: "vmlinuz", initrd: "initrd.img"}
    for source, target in files.items():
        subprocess.run(["mcopy", "-i", path, source, f"::{target}"], check=True)


class _Guest(Machine):
    def __init__(self, name, **options):
        super().__init__(name, logs(), **options)
        self.work = tempfile.TemporaryDirectory(prefix="kexecd-secure-")

    def close(self):
        super().close()
        self.work.cleanup()


def secure_boot(name, *, kernel=0, cmdline="", memory=1024, limit=400, kernels=(), files=()):
    """A booted small guest; the options as for small()."""

    def start():
        guest = _Guest(name, memory=memory, limit=limit)
        work = pathlib.Path(guest.work.name)
        pack(work / "initrd.img", kernels=kernels, files=files)
        _write_esp(work / "esp", packages.vmlinuz(packages.kernels()[kernel]), work / "initrd.img", cmdline)
        shutil.copy(OVMF / "OVMF_VARS_4M.ms.fd", work / "vars")
        guest.start("-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on",
                    "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / 'OVMF_CODE_4M.secboot.fd'}",
                    "-drive", f"if=pflash,format=raw,unit=1,file={work / 'vars'}",
                    "-drive", f"file={work / 'esp'},format=raw,if=virtio,readonly=on", "-serial", "chardev:agent")
        return guest

    return boot(start, timeout=240)
