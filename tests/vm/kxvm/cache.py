# SPDX-License-Identifier: LGPL-2.1-or-later
"""Things that are slow to make, kept by what they were made from."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import tempfile
import time

# Another clone of the project may be using another version.
_KEEP = 3 * 24 * 3600


def root():
    """The cache's directory; it is made if need be."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = pathlib.Path(base) / "kexecd-tests"
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def _locked(name):
    with open(root() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def key(*recipe):
    """A short digest of everything that decides what is built."""
    digest = hashlib.sha256()
    for part in recipe:
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()[:16]


def build(name, recipe, make):
    """The directory NAME-KEY for RECIPE (a sequence of str or bytes).

    Where there is none, make(directory) fills a temporary one, which is renamed only when complete, so that
    an interruption leaves nothing half done. Versions of NAME that nobody has used for days are removed.
    """
    with _locked(name):
        path = root() / f"{name}-{key(*recipe)}"
        if path.is_dir():
            os.utime(path)
            return path
        for old in root().glob(f"{name}-*"):
            if time.time() - old.stat().st_mtime > _KEEP:
                shutil.rmtree(old, ignore_errors=True)
        work = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", suffix=".part", dir=root()))
        try:
            work.chmod(0o755)
            make(work)
            work.rename(path)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return path
