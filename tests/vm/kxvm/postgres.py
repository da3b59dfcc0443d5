# SPDX-License-Identifier: LGPL-2.1-or-later
"""A connection to PostgreSQL by its protocol, version 3: what the server says is committed is known outside of its machine."""

import socket
import struct

# of one message; nothing here is longer
_MAX = 1 << 20


class DatabaseError(Exception):
    """The server refused a statement, or ended the connection with a word."""


def _fields(body):
    """{one-letter type: text} of an error."""
    return {part[:1].decode(): part[1:].decode(errors="replace") for part in body.split(b"\0") if part}


def _row(body):
    """The texts of a row; None: null."""
    count, at, texts = struct.unpack_from(">h", body)[0], 2, []
    for _ in range(count):
        length = struct.unpack_from(">i", body, at)[0]
        at += 4
        texts.append(body[at:at + length].decode() if length >= 0 else None)
        at += max(length, 0)
    return texts


class Connection:
    """Of the superuser, who needs no password. Any OSError: it is gone, and what was under way has no answer."""

    def __init__(self, port, timeout):
        """PORT: the host's; TIMEOUT: seconds for each message."""
        self._sock = socket.create_connection(("127.0.0.1", port), timeout)
        self._stream = self._sock.makefile("rb")
        try:
            words = b"user\0postgres\0database\0postgres\0\0"
            self._sock.sendall(struct.pack(">ii", 8 + len(words), 3 << 16) + words)
            self._answer()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._stream.close()
        self._sock.close()

    def _message(self):
        head = self._stream.read(5)
        if len(head) < 5:
            raise ConnectionResetError("the database's connection is closed")
        kind, length = struct.unpack(">ci", head)
        if not 4 <= length <= _MAX:
            raise DatabaseError(f"a message of {length} bytes")
        body = self._stream.read(length - 4)
        if len(body) < length - 4:
            raise ConnectionResetError("the database's connection is closed")
        return kind, body

    def _answer(self):
        """Everything up to the server's being ready again: rows."""
        rows, error = [], None
        while True:
            kind, body = self._message()
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                error = _fields(body)
                if error.get("V") == "FATAL":  # it is the last that comes
                    raise ConnectionResetError(error.get("M"))
            elif kind == b"Z":
                if error:
                    raise DatabaseError(f"{error.get('C')}: {error.get('M')}")
                return rows

    def ask(self, statements):
        """The rows of one or more statements. Those are one transaction: where this returns, it is committed."""
        data = statements.encode() + b"\0"
        self._sock.sendall(b"Q" + struct.pack(">i", 4 + len(data)) + data)
        return self._answer()
