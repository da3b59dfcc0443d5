# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest's memory that lies in a file of the host, where it can be read and written while the guest runs."""

import mmap
import os
import pathlib
import tempfile

_QUICK = pathlib.Path("/dev/shm")


class SharedMemory:
    """MEGABYTES of it, for one guest; use it in a `with`."""

    def __init__(self, megabytes):
        self._size = megabytes << 20
        self._file = tempfile.NamedTemporaryFile(prefix="kexecd-memory-", dir=_QUICK if _QUICK.is_dir() else None)
        self.empty()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def devices(self):
        """QEMU's arguments."""
        backend = f"memory-backend-file,id=ram,mem-path={self._file.name},size={self._size},share=on"
        return "-object", backend, "-machine", "memory-backend=ram"

    def empty(self):
        """What a power cut leaves of it. Only while no guest runs."""
        os.truncate(self._file.name, 0)
        os.truncate(self._file.name, self._size)

    def flip(self, bytes_of_it):
        """Turn one bit over in everything that is the same as BYTES_OF_IT; how often that was."""
        found = 0
        with mmap.mmap(self._file.fileno(), self._size) as memory:
            at = memory.find(bytes_of_it)
            while at >= 0:
                memory[at] ^= 1
                found += 1
                at = memory.find(bytes_of_it, at + 1)
        return found
