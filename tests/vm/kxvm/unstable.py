# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packages of Debian's unstable distribution, unpacked: the newest versions of other people's tools."""

import functools
import re
import shlex
import subprocess

from . import cache
from .report import progress

_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def _site():
    """Where this machine gets Debian from."""
    rows = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
                          check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    sites = [row.split()[0] for row in rows if not row.split()[1].endswith(("-security", "-updates", "-backports"))]
    if not sites:
        raise SystemExit("no archive of Debian is known to apt: see sources.list(5)")
    return sites[0]


@functools.cache
def _options():
    """Options of apt's programs with which they know unstable, and nothing of this machine's packages."""
    state = cache.root() / "unstable"
    for directory in ("lists/partial", "archives/partial"):
        (state / directory).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    (state / "sources.list").write_text(f"deb [signed-by={_KEYRING}] {_site()} sid main\n")
    options = {"Dir::Etc::sourcelist": state / "sources.list", "Dir::Etc::sourceparts": "/dev/null",
               "Dir::State": state, "Dir::State::status": state / "status", "Dir::Cache": state,
               "Acquire::Check-Valid-Until": "false", "Acquire::Languages": "none", "APT::Sandbox::User": ""}
    words = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
    progress("asking for the newest packages of unstable")
    subprocess.run(["apt-get", "-q", *words, "update"], check=True, stdout=subprocess.DEVNULL)
    return words


def _apt():
    return ["apt-get", "-q", *_options()]


def dependency(package, pattern):
    """The package that PACKAGE depends on and whose whole name matches PATTERN, as of a metapackage."""
    text = subprocess.run(["apt-cache", *_options(), "depends", package], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    return next(name for name in re.findall(r"Depends: (\S+)", text) if re.fullmatch(pattern, name))


@functools.cache
def unpacked(*names):
    """A directory with the files of these packages; without those that they depend on."""
    lines = subprocess.run([*_apt(), "download", "--print-uris", *names], check=True, stdout=subprocess.PIPE,
                           text=True).stdout.splitlines()
    rows = [shlex.split(line) for line in lines if line.startswith("'")]

    def make(path):
        progress("fetching " + ", ".join(row[1] for row in rows))
        subprocess.run([*_apt(), "download", *names], cwd=path, check=True, stdout=subprocess.DEVNULL)
        for archive in path.glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", archive, path / "tree"], check=True)
            archive.unlink()

    return cache.build("unstable-" + names[0], sorted(f"{row[1]} {row[-1]}" for row in rows), make) / "tree"
