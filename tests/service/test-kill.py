# SPDX-License-Identifier: LGPL-2.1-or-later
"""kill -9 at random moments: what the daemon claims afterwards is what the kernel holds.

KEXECD_TEST_KILLS: how often, 100 by default. KEXECD_TEST_SEED repeats a run.
"""

import os
import random
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import NEW, OLD, iterate_until, machine

KILLS = int(os.environ.get("KEXECD_TEST_KILLS", "100"))


class Kill(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.digests = {}

    def truth(self, moment):
        """Status against the kernel. A digest stands for one content, always the same."""
        status, loaded = moment
        state, armed = status["state"], status.get("armed", {})
        if armed.get("level") == "armed":
            self.assertIsNotNone(loaded, f"{state} is claimed, but nothing is loaded")
            self.assertEqual(self.digests.setdefault(armed["digest"], loaded), loaded, f"{state} {armed}")
            self.assertEqual(len({repr(content) for content in self.digests.values()}), len(self.digests))
            self.assertEqual(armed["cmdline"], loaded["cmdline"])
        elif self.unsure(status):
            self.assertNotIn("armed", status)
        elif state in ("idle", "staged", "failed"):
            self.assertIsNone(loaded, f"{state} is claimed, but something is loaded")
        else:
            self.assertEqual(state, "loading")

    @staticmethod
    def unsure(status):
        """It says that it cannot know, which is allowed for as long as it loads once more."""
        return status["state"] == "failed" and "not certain" in status["reason"]

    def settled(self):
        moment = self.quiet_moment()
        return moment if moment and not self.unsure(moment[0]) else None

    def poke(self, rng):
        """Something for the daemon to do at the moment of its death."""
        action = rng.randrange(6)
        if action == 0:
            self.root.start("Load", harness.load_argument(rng.choice([OLD, NEW, ""])))
        elif action == 1:
            self.root.start("Load", harness.load_argument("", append="single"))
        elif action == 2:
            self.root.start("Unload", harness.options_argument())
        elif action == 3:
            self.box.write(f"boot/vmlinuz-{NEW}", machine.bzimage(NEW, fill=bytes([rng.randrange(256)])))
        elif action == 4:
            self.root.start("Rescan")

    def test_kill(self):
        seed = int(os.environ.get("KEXECD_TEST_SEED", random.randrange(1 << 32)))
        print(f"# seed {seed}")
        rng = random.Random(seed)
        self.wait_armed(NEW)
        self.truth(iterate_until(self.quiet_moment))
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        outcomes = {}
        loads = self.box.loads()
        for i in range(KILLS):
            if self.root.status()["state"] == "idle" and rng.randrange(2):
                self.root.start("Load", harness.load_argument("")).wait()
            self.box.order(delay=rng.choice([0, 0, 5, 30]))
            self.poke(rng)
            # The moment is what is random here; no event stands for it.
            time.sleep(rng.choice([0, rng.random() * 0.01, rng.random() * 0.1, rng.random()]))
            self.daemon.kill()
            self.box.order()
            self.restart_daemon()
            with self.subTest(kill=i):
                # From the first answer on, if the moment is quiet.
                self.truth(self.quiet_moment() or iterate_until(self.quiet_moment))
                settled = iterate_until(self.settled, what="a state that lasts")
                self.truth(settled)
                state = settled[0]["state"]
                outcomes[state] = outcomes.get(state, 0) + 1
        print(f"# {KILLS} kills; states afterwards: {outcomes}; {self.box.loads() - loads} loads")
        self.root.call("Rescan")
        self.root.load("")
        self.wait_armed()
        self.truth(iterate_until(self.quiet_moment))
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))


if __name__ == "__main__":
    tap.main()
