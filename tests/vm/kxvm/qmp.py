# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMU's control channel: JSON lines over a socket."""

import json
import time


class QmpError(Exception):
    """QEMU refused a command, or went away."""


class Qmp:
    def __init__(self, sock, alive, timeout=30):
        """SOCK, ALIVE: as for Agent."""
        self._sock = sock
        self._alive = alive
        self._sock.settimeout(timeout)
        self._lines = sock.makefile("r", encoding="utf-8")
        self._events = []
        self._next()  # the greeting
        self.call("qmp_capabilities")

    def _next(self):
        try:
            line = self._lines.readline()
        except ConnectionError:
            line = ""
        if not line:
            self._closed()
        return json.loads(line)

    def _closed(self):
        self._alive(5)
        raise QmpError("QEMU closed its control channel")

    def call(self, command, **arguments):
        """The command's result; events on the way are kept for wait_event()."""
        request = {"execute": command, "arguments": arguments}
        try:
            self._sock.sendall(json.dumps(request).encode() + b"\n")
        except ConnectionError:
            self._closed()
        while True:
            answer = self._next()
            if "error" in answer:
                raise QmpError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
            self._events.append(answer)

    def forget_events(self):
        """wait_event() is to find none that has already happened."""
        self.call("query-status")
        self._events.clear()

    def wait_event(self, name, timeout):
        """Wait for an event; those before it are dropped. Its data, with "time" as time.time() tells it; TimeoutError."""
        deadline = time.monotonic() + timeout
        while True:
            while self._events:
                event = self._events.pop(0)
                if event["event"] == name:
                    stamp = event["timestamp"]
                    return {**event.get("data", {}), "time": stamp["seconds"] + stamp["microseconds"] / 1e6}
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {name} within {timeout} s")
            # asked often: a line that is read halfway when a time limit strikes would be lost
            self.call("query-status")
            time.sleep(0.02)

    def monitor(self, line):
        """A command of the human monitor, e.g. savevm; its answer is empty when all went well."""
        answer = self.call("human-monitor-command", **{"command-line": line})
        if answer.strip():
            raise QmpError(f"{line}: {answer.strip()}")

    def type(self, text):
        """Press the keys for TEXT (lower case, digits, '/', ' ', '.', '-' and newline) on the guest's keyboard."""
        names = {"/": "slash", " ": "spc", ".": "dot", "-": "minus", "\n": "ret"}
        for char in text:
            key = {"type": "qcode", "data": names.get(char, char)}
            self.call("send-key", keys=[key], **{"hold-time": 5})
            time.sleep(0.03)  # QEMU's keyboard buffers 16 bytes only and tells nobody when it is full
