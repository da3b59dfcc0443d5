# SPDX-License-Identifier: LGPL-2.1-or-later
"""The smallest file system in user space: one file, every read of which waits for ever or fails."""

import ctypes
import errno
import os
import select
import stat
import struct
import threading

_libc = ctypes.CDLL(None, use_errno=True)
_FILE = 2  # node number; 1 is the root

LOOKUP, GETATTR, OPEN, READ, INIT, OPENDIR = 1, 3, 14, 15, 26, 27
FORGETTING = (2, 42)  # FORGET, BATCH_FORGET: no answer


def available():
    return os.path.exists("/dev/fuse") and os.geteuid() == 0


def bind(source, target):
    """Puts one file over another."""
    if _libc.mount(source.encode(), target.encode(), None, 4096, None) != 0:
        number = ctypes.get_errno()
        raise OSError(number, "cannot mount: " + os.strerror(number))


def unmount(path):
    _libc.umount2(path.encode(), 2)  # MNT_DETACH


def _attributes(node, size):
    mode = stat.S_IFDIR | 0o755 if node == 1 else stat.S_IFREG | 0o644
    return struct.pack("<QQQQQQIIIIIIIIII", node, 0 if node == 1 else size, 1, 0, 0, 0, 0, 0, 0, mode,
                       1, 0, 0, 0, 4096, 0)


class Mount:
    """A mounted file system; .file is its file, .reading whether somebody waits for a read.

    open_error, read_error: what open() and read() fail with.
    """

    def __init__(self, path, size, *, open_error=0, read_error=0):
        self.open_error, self.read_error = open_error, read_error
        self.path = path
        self.file = os.path.join(path, "file")
        self.size = size
        self.reading = False
        self.fd = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self.fd},rootmode=40000,user_id=0,group_id=0,allow_other"
        if _libc.mount(b"kexecd-test", path.encode(), b"fuse", 0, options.encode()) != 0:
            number = ctypes.get_errno()
            os.close(self.fd)
            raise OSError(number, "cannot mount: " + os.strerror(number))
        self.wake = os.pipe()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            ready, _, _ = select.select([self.fd, self.wake[0]], [], [])
            if self.wake[0] in ready:
                return
            try:
                request = os.read(self.fd, 1 << 17)
            except OSError as e:
                if e.errno in (errno.EINTR, errno.ENOENT):
                    continue
                return
            _length, opcode, unique, node = struct.unpack_from("<IIQQ", request)
            if opcode == READ and not self.read_error:
                self.reading = True
                continue
            if opcode in FORGETTING:
                continue
            number, body = self._answer(opcode, node, request[40:])
            try:
                os.write(self.fd, struct.pack("<IiQ", 16 + len(body), -number, unique) + body)
            except OSError:
                pass

    def _answer(self, opcode, node, body):
        if opcode == INIT:
            _major, minor = struct.unpack_from("<II", body)
            return 0, struct.pack("<IIIIHHI", 7, min(minor, 22), 0, 0, 0, 0, 4096)
        if opcode == LOOKUP:
            if body.rstrip(b"\0") != b"file":
                return errno.ENOENT, b""
            return 0, struct.pack("<QQQQII", _FILE, 0, 60, 60, 0, 0) + _attributes(_FILE, self.size)
        if opcode == GETATTR:
            return 0, struct.pack("<QII", 60, 0, 0) + _attributes(node, self.size)
        if opcode == READ:
            return self.read_error, b""
        if opcode == OPEN and self.open_error:
            return self.open_error, b""
        if opcode in (OPEN, OPENDIR):
            return 0, struct.pack("<QII", 1, 0, 0)
        return errno.ENOSYS, b""

    def close(self):
        """Fails the reads that still wait."""
        unmount(self.path)
        os.write(self.wake[1], b"x")
        self.thread.join()
        for fd in (self.fd, *self.wake):
            os.close(fd)
