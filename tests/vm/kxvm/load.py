# SPDX-License-Identifier: LGPL-2.1-or-later
"""Work for a busy machine, and the record of what it acknowledged, which is kept outside of it."""

import hashlib
import random
import socket
import threading
import time

from .postgres import Connection, DatabaseError

# seconds without a word after which a connection is taken for dead
_SILENCE = 30
# seconds between two pieces of work, so that an emulated processor has time for something else
_PAUSE = 0.05
_ACCOUNTS = 20
_FILES = 64
_FILE_MAX = 256 << 10

SCHEMA = f"""
create table rows (writer int, number bigint, payload text, primary key (writer, number));
create table accounts (id int primary key, balance bigint not null);
insert into accounts select id, 0 from generate_series(0, {_ACCOUNTS - 1}) id;
"""
_PAYLOAD = "repeat(md5({0} || ':' || {1}), 16)"


class Writer(threading.Thread):
    """Works until its connection ends. `count` of acknowledgements in this time, and when the `last` one came."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.count, self.last = port, 0, 0.0
        self.wrong, self.end = [], None

    def acknowledged(self):
        self.count += 1
        self.last = time.monotonic()
        time.sleep(_PAUSE)

    def run(self):
        try:
            self.work()
        except (OSError, ValueError) as error:  # ValueError: a line that ends in the middle
            self.end = f"{type(error).__name__}: {error}"
        except DatabaseError as error:
            self.wrong.append(str(error))

    def work(self):
        raise NotImplementedError


class Rows:
    """What one writer has in the database: rows 1 to `committed`, and perhaps one more, whose answer got lost."""

    def __init__(self, number):
        self.number, self.committed = number, 0

    def writer(self, port):
        return _RowWriter(port, self)

    def missing(self, database):
        """Those of the committed rows that are not there or not whole: how many."""
        payload = _PAYLOAD.format("writer", "number")
        found = database.ask(f"select count(*) from rows where writer = {self.number} and number <= {self.committed} "
                             f"and payload = {payload}")
        return self.committed - int(found[0][0])


class _RowWriter(Writer):
    """Transactions of a row and of two accounts, whose balances sum up to nothing."""

    def __init__(self, port, rows):
        super().__init__(port)
        self._rows = rows

    def work(self):
        chance = random.Random()
        with Connection(self.port, _SILENCE) as database:
            while True:
                number, writer = self._rows.committed + 1, self._rows.number
                low, high = sorted(chance.sample(range(_ACCOUNTS), 2))  # in order: none waits for another one in a circle
                database.ask(f"insert into rows values ({writer}, {number}, {_PAYLOAD.format(writer, number)}) "
                             "on conflict do nothing; "
                             f"update accounts set balance = balance - {number} where id = {low}; "
                             f"update accounts set balance = balance + {number} where id = {high}")
                self._rows.committed = number
                self.acknowledged()


class Files:
    """What one writer has in files: each as it was acknowledged, but the one on its way, which may be the next already."""

    def __init__(self, number):
        self.number = number
        self.kept = {}  # {name: digest}
        self.under_way = None  # (name, digest)

    def writer(self, port):
        return _FileWriter(port, self)

    def spoilt(self, digests):
        """Those that DIGESTS, {name: digest} of all files in the guest, has not, or has otherwise: their names.

        The one on its way counts as acknowledged if it arrived.
        """
        if self.under_way:
            name, digest = self.under_way
            if digests.get(name) == digest:
                self.kept[name] = digest
            self.under_way = None
        return [name for name, digest in self.kept.items() if digests.get(name) != digest]


class _FileWriter(Writer):
    """Puts files over others, each of them forced to the disk, and reads one that is there back."""

    def __init__(self, port, files):
        super().__init__(port)
        self._files = files

    def _put(self, sock, stream, chance):
        name = f"{self._files.number}-{chance.randrange(_FILES)}"
        data = chance.randbytes(chance.randrange(1, _FILE_MAX))
        digest = hashlib.sha256(data).hexdigest()
        self._files.under_way = name, digest
        sock.sendall(f"put {name} {len(data)}\n".encode() + data)
        answer = stream.readline()
        if answer != f"kept {name}\n".encode():
            raise ConnectionResetError(f"the answer is {answer!r}")
        self._files.kept[name], self._files.under_way = digest, None
        self.acknowledged()

    def _get(self, sock, stream, chance):
        name, digest = chance.choice(sorted(self._files.kept.items()))
        sock.sendall(f"get {name}\n".encode())
        length = int(stream.readline())
        data = stream.read(length)
        if len(data) < length:
            raise ConnectionResetError("the file ends in the middle")
        if hashlib.sha256(data).hexdigest() != digest:
            self.wrong.append(f"{name} is not what was put there")

    def work(self):
        chance = random.Random()
        with socket.create_connection(("127.0.0.1", self.port), _SILENCE) as sock, sock.makefile("rb") as stream:
            while True:
                self._put(sock, stream, chance)
                self._get(sock, stream, chance)
