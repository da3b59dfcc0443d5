# SPDX-License-Identifier: LGPL-2.1-or-later
"""A Debian guest that works while it is restarted: a database and a service that keeps files, both over the network."""

import pathlib
import re
import subprocess
import tempfile
import time

from . import cache, debian, packages
from .load import SCHEMA
from .machine import GuestError, boot
from .postgres import Connection

_HERE = pathlib.Path(__file__).resolve().parents[1] / "busy"
_INCLUDE = (*debian.INCLUDE, "postgresql-15")
# of the guest
DATABASE, FILES = 5432, 7000
_NET = ("-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:{DATABASE},hostfwd=tcp:127.0.0.1:0-:{FILES}",
        "-device", "virtio-net-pci,netdev=net")
# With addresses of their own for each process, the emulator translates a library for each, and when its memory is used for
# something else, be it by the next kernel, has to forget thousands of translations for every byte that is written: minutes.
_WORDS = "norandmaps"


def _disk():
    """The directory with disk.img, vmlinuz and initrd.img."""
    kernel, sources = packages.kernels()[0], packages.sources()

    def make(path):
        debian.make_disk(path, "bookworm", sources, _INCLUDE, kernel, "/dev/null", hooks=[_HERE / "customize"])

    texts = [path.read_text() for path in sorted(_HERE.iterdir())]
    return cache.build("busy", [*_INCLUDE, *texts, *sources, kernel, *debian.recipe()], make)


class Busy(debian.Debian):
    """The guest, on a disk that outlives its QEMU."""

    def __init__(self, name, **options):
        super().__init__(name, devices=_NET, **options)
        self._ports = {}

    def port(self, theirs):
        """The port of this machine that leads to one of the guest's."""
        if not self._ports:
            text = self.qmp.call("human-monitor-command", **{"command-line": "info usernet"})
            rows = re.findall(r"TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+\S+\s+(\d+)", text)
            self._ports = {int(there): int(here) for here, there in rows}
        return self._ports[theirs]

    def database(self, timeout=120):
        """A connection to the database, once it answers."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return Connection(self.port(DATABASE), 60)
            except OSError as error:
                if time.monotonic() > deadline:
                    raise GuestError(f"the database does not answer within {timeout} s: {error}") from None
            time.sleep(0.3)

    def digests(self):
        """{name: digest} of the kept files, as they are on the disk."""
        rows = self.out("cd /srv/files && ls | xargs -r sha256sum", timeout=120).splitlines()
        return {name: digest for digest, name in map(str.split, rows)}

    def check_disk(self):
        """What a check of the file system says, after the machine was powered off: (exit code, output)."""
        with tempfile.NamedTemporaryFile(prefix="kexecd-disk-") as raw:
            subprocess.run(["qemu-img", "convert", "-O", "raw", self.disk, raw.name], check=True)
            result = subprocess.run(["e2fsck", "-fn", raw.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            return result.returncode, result.stdout


def busy(name, **options):
    """A booted guest with its database's tables and kexecd."""
    directory = _disk()

    def make():
        machine = Busy(name, **options)
        machine.start_other(directory, _WORDS)
        return machine

    machine = boot(make, timeout=240)
    try:
        with machine.database() as database:
            database.ask(SCHEMA)
        machine.install()
    except BaseException:
        machine.close()
        raise
    return machine
