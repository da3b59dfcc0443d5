# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk whose power is cut: what the guest had not flushed may be lost, each write for itself.

QEMU's driver blklogwrites notes every write and every flush in their order, in the format of the kernel's
Documentation/admin-guide/device-mapper/log-writes.rst; from that the disk is made as a cut may leave it.
"""

import shutil
import struct

_MAGIC, _VERSION = 0x6a736677736872, 1
_SUPER = struct.Struct("<QQQI")
_ENTRY = struct.Struct("<QQQQ")  # sector, sectors, flags, length of data that is no sector's
_FLUSH, _FUA, _DISCARD = 1, 2, 4
_SECTOR = 512
_ROOM = 1 << 30  # the log is sparse
_BEYOND = 1 << 20
_WRITES = 10  # a second: so slow a disk is mostly in the middle of something


class PowerCutError(Exception):
    """The log is not as it should be."""


class Disk:
    """The disk as it is while nothing runs, at PATH."""

    def __init__(self, path):
        self.path = path
        self._running = path.with_suffix(".running")
        self._log = path.with_suffix(".log")

    def drive(self):
        """QEMU's arguments for a run, which begins with the disk as it is."""
        shutil.copyfile(self.path, self._running)
        self._log.unlink(missing_ok=True)
        with open(self._log, "wb") as log:
            log.truncate(_ROOM)
        return ("-blockdev", f"driver=file,node-name=below,filename={self._running}",
                "-blockdev", f"driver=file,node-name=log,filename={self._log}",
                "-blockdev", "driver=blklogwrites,node-name=logged,file=below,log=log",
                "-object", f"throttle-group,id=slow,x-iops-write={_WRITES}",
                "-blockdev", "driver=throttle,node-name=slowed,throttle-group=slow,file=logged",
                "-device", "virtio-blk-pci,drive=slowed,write-cache=on")

    def keep(self):
        """The run has ended hard, and the disk had its time to write all that it was given."""
        self._running.replace(self.path)

    def lose(self, chance):
        """It has ended with the disk's own power: (writes since the last flush, those of them that are lost)."""
        with open(self._log, "rb") as log:
            entries = self._entries(log)
            if entries is None:  # the end came in the middle of a note
                self.keep()
                return 0, 0
            flushes = [index for index, (_, count, flags, _) in enumerate(entries) if flags & _FLUSH and not count]
            last = flushes[-1] if flushes else -1
            lost = [index for index in range(last + 1, len(entries)) if chance.random() < 0.5]
            with open(self.path, "r+b") as disk:
                for index, entry in enumerate(entries):
                    if index not in lost:
                        self._apply(log, disk, entry)
        return len(entries) - last - 1, len(lost)

    @staticmethod
    def _entries(log):
        """[(sector, sectors, flags, where its data is)], or None where the last note is not whole."""
        magic, version, _, sector = _SUPER.unpack(log.read(_SUPER.size))
        if (magic, version, sector) != (_MAGIC, _VERSION, _SECTOR):
            raise PowerCutError(f"no log of writes: {magic:#x}, version {version}, sectors of {sector} bytes")
        entries, position = [], _SECTOR
        while True:
            log.seek(position)
            first, count, flags, _ = _ENTRY.unpack(log.read(_ENTRY.size))
            if not count and not flags:
                log.seek(position)
                return None if any(log.read(_BEYOND)) else entries
            if flags & ~(_FLUSH | _FUA | _DISCARD):
                raise PowerCutError(f"a note of another kind: {flags:#x}")
            position += _SECTOR
            entries.append((first, count, flags, position))
            position += 0 if flags & _DISCARD else count * _SECTOR

    @staticmethod
    def _apply(log, disk, entry):
        first, count, flags, where = entry
        disk.seek(first * _SECTOR)
        if flags & _DISCARD:
            disk.write(bytes(count * _SECTOR))
        else:
            log.seek(where)
            disk.write(log.read(count * _SECTOR))
