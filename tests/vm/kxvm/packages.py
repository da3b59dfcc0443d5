# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian packages: which kernels there are, their files, and where the host gets its packages from."""

import functools
import re
import shlex
import subprocess

from . import cache
from .report import progress

# What the guests need beside Debian's base and has no place on a developer's machine.
TOOLS = ("qemu-guest-agent", "kexec-tools", "libxenmisc4.17", "libxencall1", "libxendevicemodel1",
         "libxenevtchn1", "libxenforeignmemory1", "libxengnttab1", "libxentoolcore1", "libxentoollog1")


def _output(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def _version_key(name):
    return [int(n) for n in re.findall(r"\d+", name)]


@functools.cache
def kernels():
    """The names of the two kernel packages: (older, newer)."""
    meta = _output("apt-cache", "depends", "linux-image-cloud-amd64")
    older = re.search(r"Depends: (linux-image-\S+-cloud-amd64)", meta)
    pattern = re.compile(r"linux-image-\d[\d.]*(-\d+|\+deb12)-cloud-amd64")
    found = [n for n in _output("apt-cache", "pkgnames", "linux-image-").split() if pattern.fullmatch(n)]
    if older is None or len(found) < 2:
        raise SystemExit("no two kernel packages are known to apt: run 'apt-get update'")
    newer = max(found, key=_version_key)
    if newer == older[1]:
        older = max((n for n in found if n != newer), key=_version_key)
        return older, newer
    return older[1], newer


def release(package):
    """The `uname -r` of a kernel package."""
    return package.removeprefix("linux-image-")


@functools.cache
def digests(*names):
    """What apt would fetch: lines of file name and digest."""
    lines = _output("apt-get", "download", "--print-uris", *names).splitlines()
    rows = [shlex.split(line) for line in lines if line.startswith("'")]
    return "\n".join(sorted(f"{row[1]} {row[-1]}" for row in rows))


@functools.cache
def _unpacked(*names):
    """A directory with each package's .deb in it, and their files in its tree/."""

    def make(path):
        progress("fetching " + ", ".join(names))
        subprocess.run(["apt-get", "-q", "-o", "APT::Sandbox::User=", "download", *names], cwd=path,
                       check=True, stdout=subprocess.DEVNULL)
        for archive in path.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, path / "tree"], check=True)

    return cache.build(names[0], [digests(*names)], make)


def tools():
    """The tree in which TOOLS are unpacked."""
    return _unpacked(*TOOLS) / "tree"


def tree(*names):
    """The directory with the files of packages."""
    return _unpacked(*names) / "tree"


def archives(*names):
    """The directory with the .deb files of packages."""
    return _unpacked(*names)


def deb(package):
    """The .deb of a kernel package."""
    return next(_unpacked(package).glob("*.deb"))


def vmlinuz(package):
    """The kernel image of a kernel package."""
    return _unpacked(package) / "tree/boot" / f"vmlinuz-{release(package)}"


def sources():
    """sources.list lines: what this machine itself installs from."""
    rows = _output("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)",
                   "Created-By: Packages").splitlines()
    return [f"deb {row}" for row in sorted({r for r in rows if r.endswith(" main")})]


def library_path():
    """Where the shared objects of tools() lie."""
    return tools() / "usr/lib/x86_64-linux-gnu"
