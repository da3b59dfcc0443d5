# SPDX-License-Identifier: LGPL-2.1-or-later
"""The QEMU guest agent: commands in the guest, with their output and exit code."""

import base64
import contextlib
import json
import random
import select
import time


class AgentError(Exception):
    """The agent did not answer, or a command that had to succeed failed."""


class Result:
    """What a command left: out, err (str) and code."""

    def __init__(self, status):
        self.out = base64.b64decode(status.get("out-data", "")).decode(errors="replace")
        self.err = base64.b64decode(status.get("err-data", "")).decode(errors="replace")
        self.code = status.get("exitcode", -status.get("signal", 0))


class Agent:
    def __init__(self, sock, alive):
        """SOCK: the host's end; ALIVE(patience): raises when the guest is gone, or is within that many seconds."""
        self._sock = sock
        self._sock.setblocking(False)
        self._alive = alive
        self._buffer = b""
        self._patience = 30  # seconds that an answer may take

    @contextlib.contextmanager
    def patient_for(self, seconds):
        """In a `with`: how long an answer may take."""
        before, self._patience = self._patience, seconds
        try:
            yield
        finally:
            self._patience = before

    def _line(self, deadline):
        while b"\n" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AgentError("the guest agent did not answer in time")
            if select.select([self._sock], [], [], min(left, 1))[0]:
                try:
                    data = self._sock.recv(1 << 20)
                except ConnectionError:
                    data = b""
                if not data:
                    self._closed()
                self._buffer += data
            else:
                self._alive()
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line

    def _closed(self):
        self._alive(5)  # QEMU closes its end a moment before it has ended
        raise AgentError("the guest's agent channel is closed")

    def _send(self, data, deadline):
        while data:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AgentError("the guest agent does not read")
            if select.select([], [self._sock], [], min(left, 1))[1]:
                try:
                    data = data[self._sock.send(data[:65536]):]
                except ConnectionError:
                    self._closed()
            else:
                self._alive()

    def call(self, command, arguments=None):
        """One request of the agent's protocol."""
        deadline = time.monotonic() + self._patience
        request = {"execute": command, "arguments": arguments or {}}
        self._send(json.dumps(request).encode() + b"\n", deadline)
        line = self._line(deadline)
        try:
            answer = json.loads(line)
        except ValueError:
            raise AgentError(f"the guest agent's answer is no JSON: {line!r}") from None  # it restarts, halfway through
        if "error" in answer:
            raise AgentError(f"{command}: {answer['error']['desc']}")
        return answer["return"]

    def _sync(self, timeout):
        number = random.randrange(1 << 30)
        deadline = time.monotonic() + timeout
        request = {"execute": "guest-sync-delimited", "arguments": {"id": number}}
        # 0xff resets the agent's parser; its answer begins with 0xff too
        self._send(b"\xff" + json.dumps(request).encode() + b"\n", deadline)
        while True:
            line = self._line(deadline).rpartition(b"\xff")[2]
            try:
                if json.loads(line).get("return") == number:
                    return
            except ValueError:
                pass  # the rest of an answer that nobody waits for any more

    def wait(self, timeout):
        """Wait until the agent answers, e.g. while the guest boots."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return self._sync(1)
            except AgentError:
                if time.monotonic() > deadline:
                    raise

    def start(self, command, stdin=None):
        """Start a shell command in the guest; the handle goes to finish()."""
        arguments = {"path": "/bin/sh", "arg": ["-c", command], "capture-output": True}
        if stdin is not None:
            arguments["input-data"] = base64.b64encode(stdin).decode()
        return self.call("guest-exec", arguments)["pid"]

    def finish(self, pid, timeout=60):
        """Wait for a command of start()."""
        deadline = time.monotonic() + timeout
        pause = 0.01
        while True:
            status = self.call("guest-exec-status", {"pid": pid})
            if status["exited"]:
                return Result(status)
            if time.monotonic() > deadline:
                raise AgentError(f"a command did not end within {timeout} s")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    def run(self, command, timeout=60, stdin=None):
        """Run a shell command as root in the guest: a Result."""
        return self.finish(self.start(command, stdin), timeout)
