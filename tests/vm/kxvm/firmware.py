# SPDX-License-Identifier: LGPL-2.1-or-later
"""A Debian guest that its firmware starts: SeaBIOS, or OVMF with EFI variables of its own."""

import pathlib
import subprocess

from .debian import Debian

OVMF = pathlib.Path("/usr/share/OVMF")


def overlay(path, backing, form="qcow2"):
    """An empty image PATH upon BACKING, a path that may be relative to PATH's directory."""
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", form, "-b", backing, path], check=True)


class Firmware(Debian):
    def __init__(self, name, variables=None, *, limit=900, snapshots=False, **options):
        """VARIABLES: a file with EFI variables, which is copied; without one the firmware is a BIOS.
        SNAPSHOTS: savevm is possible; the file is a qcow2 image then."""
        super().__init__(name, limit=limit, **options)
        self.image = None  # what is written to now
        self.variables = None
        if variables:
            self.variables = pathlib.Path(self._work.name) / "vars"
            self._format = "qcow2" if snapshots else "raw"
            subprocess.run(["qemu-img", "convert", "-q", "-f", "raw", "-O", self._format, variables, self.variables],
                           check=True)

    def start_on(self, disk, *arguments):
        """Start it on the image DISK, which is written to."""
        self.image = pathlib.Path(disk)
        flash = []
        if self.variables:
            flash = ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / 'OVMF_CODE_4M.fd'}",
                     "-drive", f"if=pflash,format={self._format},unit=1,file={self.variables}"]
        self.start("-machine", "q35", *flash, "-drive", f"id=disk,file={disk},format=qcow2,if=virtio,cache=unsafe",
                   "-device", "virtio-serial", "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
                   *arguments)

    def start_upon(self, backing, *arguments):
        """Start it on a disk of its own, thrown away with it, upon the image BACKING."""
        overlay(self.disk, backing)
        self.start_on(self.disk, *arguments)

    def freeze(self, path):
        """Go on upon the disk in PATH: a new image, or an empty one. The image where the disk stays as it is now."""
        mode = "existing" if path.exists() else "absolute-paths"
        self.qmp.call("blockdev-snapshot-sync", device="disk", mode=mode, format="qcow2",
                      **{"snapshot-file": str(path)})
        frozen, self.image = self.image, path
        return frozen
