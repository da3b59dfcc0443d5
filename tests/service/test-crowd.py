# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many callers: one who hangs does not keep the others, and who is gone leaves nothing behind."""

import os
import statistics
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, NEW, NOBODY, GLib, iterate_until

BUSY = GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))


class Crowd(harness.TestCase):
    def test_hanging_calls(self):
        """One user hangs 300 calls of Execute; Status takes less than 10 ms, another user's Execute
        is authorised within a second."""
        self.wait_armed(NEW)
        self.set_agent(NOBODY, "hang")
        calls = []
        for _ in range(3):
            caller = self.caller(NOBODY)
            calls += [
                caller.start("Execute", harness.options_argument(), interactive=True)
                for _ in range(100)
            ]
        iterate_until(
            lambda: self.bus.polkit.CountPending() + sum(c.done for c in calls) == len(calls),
            what="the calls to arrive",
        )
        self.assertGreater(self.bus.polkit.CountPending(), 0)

        times = []
        for _ in range(200):
            begin = time.perf_counter()
            self.active.status()
            times.append(time.perf_counter() - begin)
        median = statistics.median(times) * 1000
        print(f"# Status: median {median:.2f} ms, worst {max(times) * 1000:.2f} ms, "
              f"with {self.bus.polkit.CountPending()} prompts open")
        self.assertLess(median, 10 * harness.SLOWNESS)

        self.bus.logind.SetRestartError(BUSY)
        begin = time.perf_counter()
        self.expect_error("Busy", self.active.execute)
        elapsed = time.perf_counter() - begin
        print(f"# another user's Execute: {elapsed * 1000:.1f} ms")
        self.assertLess(elapsed, 1 * harness.SLOWNESS)
        self.root.call("Cancel")
        iterate_until(lambda: self.bus.polkit.CountPending() == 0, what="the prompts to be withdrawn")

    def crowd(self, n):
        """So many clients connect, call Status, and vanish, some without waiting for the answer."""
        batch = 50
        for i in range(0, n, batch):
            callers = [harness.Caller(self.bus.address, ACTIVE) for _ in range(batch)]
            for j, caller in enumerate(callers):
                if j % 2:
                    caller.status()
                else:
                    caller.start("Status")
                    caller.start("Execute", harness.options_argument(), interactive=True)
            for caller in callers:
                caller.close()

    def settled(self):
        """The daemon's descriptors and memory when it has worked off everything."""
        iterate_until(lambda: self.bus.polkit.CountPending() == 0, what="the prompts to be withdrawn")
        for _ in range(5):
            self.root.status()
        fds = []

        def quiet():
            fds.append(self.daemon.fds())
            return len(fds) > 10 and len(set(fds[-10:])) == 1

        iterate_until(quiet, what="the descriptors to settle")
        return self.daemon.fds(), self.daemon.memory()

    def test_thousand_clients(self):
        self.wait_armed(NEW)
        self.set_rule(ACTIVE, "execute", "auth_admin")
        self.set_agent(ACTIVE, "hang")
        # The first hundred fill caches, the thousand must cost nothing.
        self.crowd(100)
        fds, memory = self.settled()
        self.crowd(1000)
        fds_after, memory_after = self.settled()
        print(f"# descriptors: {fds} before, {fds_after} after; "
              f"private memory: {memory} KiB before, {memory_after} KiB after")
        self.assertEqual(fds_after, fds)
        if not harness.instrumented():
            self.assertLess(memory_after - memory, 300)
        self.assertEqual(self.root.status()["state"], "armed")


if __name__ == "__main__":
    tap.main()
