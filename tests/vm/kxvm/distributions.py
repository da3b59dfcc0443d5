# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Debian's releases start with: their stock kernels, and the initrds that they make for them themselves."""

import functools
import os
import pathlib
import re
import subprocess

from . import cache, packages
from .report import progress

_INCLUDE = "linux-image-amd64,initramfs-tools,zstd,busybox,kmod,udev"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITES = ("bookworm", "trixie", "sid")


def sources(suite):
    """sources.list lines of SUITE, from where this machine gets its own packages."""
    lines = packages.sources()
    if any(line.split()[2] == suite for line in lines):
        return [line for line in lines if line.split()[2].startswith(suite)]
    sites = [line.split()[1] for line in lines if "-security" not in line]
    if not sites:
        raise SystemExit("no archive of Debian is known to apt: see sources.list(5)")
    return [f"deb [signed-by={_KEYRING}] {sites[0]} {suite} main"]


def _make(suite, path):
    progress(f"making {suite}'s kernel and initrd (a few minutes)")
    # chroot and device nodes need root; what is kept belongs to whoever runs this
    root = ["sudo", "env", f"TMPDIR={path}"] if os.geteuid() else ["env", f"TMPDIR={path}"]
    keep = (f'cp "$1"/boot/vmlinuz-* "$1"/boot/initrd.img-* {path}/ && '
            f'chown {os.getuid()}:{os.getgid()} {path}/* && chmod 644 {path}/vmlinuz-* {path}/initrd.img-*')
    command = [*root, "mmdebstrap", "--quiet", "--variant=apt", "--format=null", f"--include={_INCLUDE}",
               '--aptopt=Acquire::Check-Valid-Until "false"', "--dpkgopt=path-exclude=/usr/share/doc/*",
               "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
               f"--customize-hook={keep}", suite, "/dev/null", "-"]
    result = subprocess.run(command, input="\n".join(sources(suite)) + "\n", text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        raise SystemExit(f"mmdebstrap of {suite} failed:\n{result.stdout}")


class Distribution:
    """SUITE's stock kernel: vmlinuz, initrd (paths), release (as `uname -r` says)."""

    def __init__(self, suite, directory):
        self.suite = suite
        self.vmlinuz = next(directory.glob("vmlinuz-*"))
        self.release = self.vmlinuz.name.removeprefix("vmlinuz-")
        self.initrd = directory / f"initrd.img-{self.release}"
        self.version = re.match(r"\d+\.\d+", self.release)[0]


@functools.cache
def distribution(suite):
    """The Distribution, made once and kept until its recipe changes or nobody has used it for days."""
    return Distribution(suite, cache.build(f"stock-{suite}", [_INCLUDE, *sources(suite)],
                                           lambda path: _make(suite, pathlib.Path(path))))
