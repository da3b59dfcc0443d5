# SPDX-License-Identifier: LGPL-2.1-or-later
"""kexecd as `make install` leaves it."""

import os
import pathlib
import shutil
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parents[3]


def build_dir():
    """The build directory: $KX_BUILDDIR, or build/ in the source tree."""
    return pathlib.Path(os.environ.get("KX_BUILDDIR") or SOURCE / "build").resolve()


def logs():
    return build_dir() / "vm-logs"


_trees = {}


def tree():
    """A directory with the installed files; made once per process."""
    build = build_dir()
    if build not in _trees:
        target = build / f"vm-root.{os.getpid()}"
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["make", "-s", "-C", build, "install", f"DESTDIR={target}"], check=True,
                       stdout=subprocess.DEVNULL)
        _trees[build] = target
    return _trees[build]


def program(name):
    """A program of the build directory that is not installed, made if need be."""
    subprocess.run(["make", "-s", "-C", build_dir(), name], check=True, stdout=subprocess.DEVNULL)
    return build_dir() / name


def forget():
    """Remove what tree() made."""
    for target in _trees.values():
        shutil.rmtree(target, ignore_errors=True)
    _trees.clear()
