# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guest's serial console: every line with the host's time, in a file and in memory."""

import re
import threading
import time


class Console:
    def __init__(self, stream, path):
        """Read STREAM until it ends, close it, and write each line to PATH."""
        self._stream = stream
        self._path = path
        self._start = time.monotonic()
        self._change = threading.Condition()
        self.lines = []  # (seconds since the guest's start, text)
        self.closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self._stream, open(self._path, "w", encoding="utf-8", errors="replace") as log:
            for raw in self._stream:
                text = raw.decode(errors="replace").rstrip()
                seconds = self.now()
                print(f"[{seconds:8.3f}] {text}", file=log, flush=True)
                with self._change:
                    self.lines.append((seconds, text))
                    self._change.notify_all()
        with self._change:
            self.closed = True
            self._change.notify_all()

    def now(self):
        """Seconds since the guest's start, as of the lines."""
        return time.monotonic() - self._start

    def mark(self):
        """A position: find() and wait() look at what comes after it."""
        return len(self.lines)

    def find(self, pattern, after=0):
        """(seconds, text) of the first line that matches, or None."""
        expression = re.compile(pattern)
        return next((row for row in self.lines[after:] if expression.search(row[1])), None)

    def wait(self, pattern, after=0, timeout=60):
        """As find(), but waits for the line; TimeoutError."""
        deadline = time.monotonic() + timeout
        with self._change:
            while True:
                row = self.find(pattern, after)
                if row:
                    return row
                left = deadline - time.monotonic()
                if left <= 0 or self.closed:
                    raise TimeoutError(f"no '{pattern}' on the guest's console")
                self._change.wait(left)

    def wait_end(self, timeout=60):
        """Wait until the guest is gone, and all that it said is there; TimeoutError."""
        with self._change:
            if not self._change.wait_for(lambda: self.closed, timeout):
                raise TimeoutError("the guest's console is still open")

    def tail(self, count=40):
        return "\n".join(f"[{s:8.3f}] {t}" for s, t in self.lines[-count:])
