# SPDX-License-Identifier: LGPL-2.1-or-later
"""A Debian guest with Debian's stock kernel (not the one for clouds), which has drivers for what a person uses."""

import pathlib
import subprocess
import tempfile

from .debian import Debian, base
from .initramfs import pack
from .kernels import modules, stock
from .machine import boot

# crc32c_generic: ext4 asks for it by another name
_MODULES = ("virtio_pci", "virtio_blk", "virtio_console", "crc32c_generic", "ext4", "autofs4", "evdev", "psmouse", "xhci_pci",
            "usbhid", "hid_generic", "bochs", "i2c_i801", "i2c_dev")
# The stock kernel's modules are not on the disk, and its own initrd has not all of them.
_INIT = """#!/bin/sh
while read -r module words; do insmod /stock/$module $words || echo "insmod $module failed"; done </stock/order
exec /init "$@"
"""


def _early(kernel, image, wanted, words):
    """An archive that goes in front of the guest's own initrd: loads the modules, and then runs that. Their file names."""
    with tempfile.TemporaryDirectory(prefix="kexecd-stock-") as work:
        tree = pathlib.Path(work) / "tree"
        (tree / "stock").mkdir(parents=True)
        found = modules(kernel, wanted)
        for name, data in found:
            (tree / "stock" / name).write_bytes(data)
        (tree / "stock/order").write_text("".join(f"{name} {words.get(name.removesuffix('.ko'), '')}\n" for name, _ in found))
        (tree / "stock/init").write_text(_INIT)
        (tree / "stock/init").chmod(0o755)
        pack(tree, image)
        return [name for name, _ in found]


class Stock:
    """The kernel and its initrd, and a disk with which they come into the guest. MORE: modules.

    MODULE_WORDS: {module: its parameters}, for insmod does not look at the command line. FILES: {path below boot/ or usr/:
    bytes}, which come with them.
    """

    WORDS = "rdinit=/stock/init"

    def __init__(self, more=(), module_words=None, files=None):
        self._work = tempfile.TemporaryDirectory(prefix="kexecd-stock-")
        root = pathlib.Path(self._work.name)
        kernel = stock()
        self.release = kernel.release
        tree = root / "tree"
        (tree / "boot").mkdir(parents=True)
        self.vmlinuz, self.initrd = tree / f"boot/vmlinuz-{self.release}", tree / f"boot/initrd.img-{self.release}"
        self.vmlinuz.write_bytes(kernel.image.read_bytes())
        names = _early(kernel, self.initrd, (*_MODULES, *more), module_words or {})
        with open(self.initrd, "ab") as out:
            out.write((base() / "initrd.img").read_bytes())
        (tree / f"usr/lib/modules/{self.release}").mkdir(parents=True)
        (tree / f"usr/lib/modules/{self.release}/modules.order").touch()
        (tree / f"usr/lib/modules/{self.release}/modules.dep").write_text("".join(f"{name}:\n" for name in names))
        for path, data in (files or {}).items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(data)
        self.disk = root / "files.tar"
        subprocess.run(["tar", "-C", tree, "--owner=0", "--group=0", "--mode=go-w", "-cf", self.disk, "boot", "usr"], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._work.cleanup()

    def boot(self, name, *, devices=(), **options):
        """The guest, with its user's session, the stock kernel as the only one in /boot, and kexecd."""
        disk = ["-drive", f"file={self.disk},if=none,id=stock,format=raw,readonly=on",
                "-device", "virtio-blk-pci,drive=stock,serial=stock"]

        def make():
            machine = Debian(name, devices=[*devices, *disk], **options)
            machine.start_cold((self.vmlinuz, self.initrd, self.WORDS))
            return machine

        machine = boot(make, timeout=240)
        try:
            machine.wait_session(240)
            machine.run("rm /boot/vmlinuz-* /boot/initrd.img-*; tar -C / --keep-directory-symlink -xf /dev/disk/by-id/virtio-stock && sync")
            machine.install()
        except BaseException:
            machine.close()
            raise
        return machine
