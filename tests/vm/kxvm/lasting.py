# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small guest that is started again and again: its /boot and kexecd's journal lie on a disk that outlives it."""

import pathlib
import subprocess
import tempfile

from . import machine
from .kernels import cloud, modules
from .small import pack, started

# The owners are those of whoever made the disk.
_RC = """modprobe () { while read -r module; do insmod /usr/lib/modules/$(uname -r)/$module; done; }
modprobe </usr/lib/modules/$(uname -r)/modules.order
mkdir -p /disk && mount -t ext4 /dev/vda /disk && chown -R 0:0 /disk
mkdir -p -m 0700 /disk/kexecd /var/lib/kexecd
mount --bind /disk/kexecd /var/lib/kexecd
mount --bind /disk/boot /boot
"""
JOURNAL = "/var/lib/kexecd/restarts"


class Lasting:
    """What it starts from: a kernel, an initramfs and the disk. Use it in a `with`."""

    def __init__(self, *, boot=None, files=(), rc="", size=192):
        """BOOT: {name: bytes} of /boot; without it, what the guest itself is started with. FILES: as for small().
        RC: more shell commands, before kexecd starts. SIZE: of the disk, MiB."""
        self._work = tempfile.TemporaryDirectory(prefix="kexecd-lasting-")
        self.path = pathlib.Path(self._work.name)
        self.initrd, self.disk = self.path / "initrd.img", self.path / "disk.img"
        self._kernel = cloud()
        self.release = self._kernel.release
        drivers = modules(self._kernel, ("virtio_pci", "virtio_blk"))
        where = f"/usr/lib/modules/{self.release}"
        own = {f"{where}/{name}": data for name, data in drivers}
        own[f"{where}/modules.order"] = "".join(f"{name}\n" for name, _ in drivers)
        pack(self.initrd, files={**own, "/etc/rc": _RC + rc, **dict(files)})
        self._make_disk(boot, size)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._work.cleanup()

    def _make_disk(self, boot, size):
        if boot is None:
            boot = {f"vmlinuz-{self.release}": self._kernel.image.read_bytes(),
                    f"initrd.img-{self.release}": self.initrd.read_bytes()}
        with tempfile.TemporaryDirectory(dir=self.path) as tree:
            (pathlib.Path(tree) / "boot").mkdir()
            for name, data in boot.items():
                (pathlib.Path(tree) / "boot" / name).write_bytes(data)
            subprocess.run(["mke2fs", "-q", "-t", "ext4", "-m", "0", "-d", tree, self.disk, f"{size}M"], check=True,
                           stdout=subprocess.DEVNULL)

    def start(self, name, *, drive=None, cmdline="", **options):
        """A Machine that boots; DRIVE: QEMU's arguments for the disk; the rest goes to started()."""
        drive = drive or ("-drive", f"file={self.disk},format=raw,if=virtio")
        options = {"memory": 768, **options}
        return started(name, self._kernel.image, self.initrd, f"no_timer_check {cmdline}".strip(), drive, **options)

    def boot(self, name, patience=120, **options):
        """One that has booted."""
        return machine.boot(lambda: self.start(name, **options), patience)
