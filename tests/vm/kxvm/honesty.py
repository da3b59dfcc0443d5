# SPDX-License-Identifier: LGPL-2.1-or-later
"""Status beside the kernel's own word: whether kexecd claims what is not so."""

import re
import time

# Status without kexecctl, which takes longer to start than the daemon; the kernel's own word before and after it
_ASK = ("cat /sys/kernel/kexec_loaded; dbus-send --system --print-reply --dest=org.kexecd.Kexecd1 "
        "/org/kexecd/Kexecd1 org.kexecd.Kexecd1.Manager.Status; cat /sys/kernel/kexec_loaded")
# what the flag cannot be where the daemon says so
_IMPOSSIBLE = {"armed": "0", "idle": "1", "unavailable": "1"}


class Answer:
    """One Status beside the kernel's flag."""

    def __init__(self, text):
        self.flags = text[:1], text.rstrip()[-1:]
        state = re.search(r'"state"\s+variant\s+string "(\w+)"', text)
        loads = re.search(r'"loads"\s+variant\s+uint64 (\d+)', text)
        journal = re.search(r'"journal"\s+variant\s+string "(.+)"', text)
        self.state = state and state[1]
        self.loads = int(loads[1]) if loads else None
        self.journal = journal and journal[1]

    def lie(self):
        """What it claims that is not so, or None. A flag that has just changed proves nothing."""
        wrong = self.flags[0] == self.flags[1] == _IMPOSSIBLE.get(self.state)
        return f"state {self.state}, the kernel's flag {self.flags[0]}" if wrong else None


def ask_until(guest, accept, lies, timeout=120):
    """Ask until ACCEPT(answer); every answer is judged, and what is not so goes to LIES."""
    deadline = time.monotonic() + timeout
    while True:
        answer = Answer(guest.run(_ASK, check=False).out)
        lies += filter(None, [answer.lie()])
        if accept(answer):
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"state {answer.state} after {timeout} s, the kernel's flag {answer.flags}")


def armed(answer):
    """For ask_until()."""
    return answer.state == "armed"
