# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kernels that are restarted from and into, by what their payloads are packed with, and the modules that a small guest needs."""

import dataclasses
import functools
import lzma
import pathlib
import re
import struct

from . import packages, unstable

# the disk, and EFI's variables
_WANTED = ("virtio_pci", "virtio_blk", "efivarfs")
_MAGIC = {b"\x1f\x8b": "gzip", b"\xfd7": "xz", b"\x5d\x00": "lzma", b"BZ": "bzip2", b"\x02\x21": "lz4", b"\x28\xb5": "zstd"}


@dataclasses.dataclass(frozen=True)
class Kernel:
    name: str  # of the matrix
    release: str  # as `uname -r` says
    image: pathlib.Path
    modules: pathlib.Path  # /lib/modules/RELEASE

    @property
    def codec(self):
        """What the payload is packed with. Offsets: the kernel's Documentation/arch/x86/boot.rst."""
        data = self.image.read_bytes()
        start = (data[0x1f1] + 1) * 512 + struct.unpack_from("<I", data, 0x248)[0]
        return _MAGIC[data[start:start + 2]]


def _bookworm(name, package):
    tree, release = packages.tree(package), packages.release(package)
    return Kernel(name, release, packages.vmlinuz(package), tree / "lib/modules" / release)


def _sid(name):
    """Unstable splits a kernel over several packages, and none of them writes to /boot."""
    release = packages.release(unstable.dependency("linux-image-cloud-amd64", r"linux-image-\d\S+"))
    modules_of = unstable.unpacked(f"linux-binary-{release}", f"linux-modules-{release}") / "usr/lib/modules" / release
    return Kernel(name, release, modules_of / "vmlinuz", modules_of)


@functools.cache
def stock():
    """The Kernel for real machines, not for clouds, of Debian's stable release."""
    return _bookworm("6.1-xz", packages.kernels()[0].replace("-cloud", ""))


@functools.cache
def cloud():
    """The Kernel for clouds of the same: quickly unpacked."""
    return _bookworm("6.1-lz4", packages.kernels()[0])


@functools.cache
def kernels():
    """{name: Kernel}: 6.1-xz, 6.1-lz4, 6.12, 7.2; bookworm's, but for the last, which is unstable's."""
    found = (stock(), cloud(), _bookworm("6.12", packages.kernels()[1]), _sid("7.2"))
    for kernel in found:
        base, _, codec = kernel.name.partition("-")
        if not kernel.release.startswith(base + ".") or codec not in ("", kernel.codec):
            raise SystemExit(f"what is to be {kernel.name} is {kernel.release}, packed with {kernel.codec}")
    return {kernel.name: kernel for kernel in found}


def _read_module(path):
    data = path.read_bytes()
    return lzma.decompress(data) if path.suffix == ".xz" else data


def modules(kernel, wanted=_WANTED):
    """[(file name, bytes)] of the modules that a guest loads, in the order in which they can be; not what is built in."""
    files = {path.name.split(".")[0].replace("-", "_"): path for path in kernel.modules.rglob("*.ko*")}
    found = {}

    def add(name):
        if name in files and name not in found:
            data = _read_module(files[name])
            needs = re.search(rb"\0depends=([^\0]*)\0", data)
            for other in filter(None, needs[1].decode().split(",") if needs else []):
                add(other.replace("-", "_"))
            found[name] = data

    for name in wanted:
        add(name)
    return [(f"{name}.ko", data) for name, data in found.items()]
