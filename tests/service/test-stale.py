# SPDX-License-Identifier: LGPL-2.1-or-later
"""/boot moves on under what is armed, and nothing better can take its place: Status says so, and it can still be started."""

import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import NEW, OLD, iterate_until, machine

NEWER = "6.1.0-33-amd64"
ENOEXEC = 8


class Stale(harness.TestCase):
    def wait_stale(self, *words):
        def reached():
            status = self.root.status()
            return status if status["state"] == "stale" and all(word in status["reason"] for word in words) else None

        return iterate_until(reached, what=f"stale, with {words}")

    def assert_starts(self, release, loaded):
        self.assertEqual(self.root.status()["armed"]["release"], release)
        self.root.execute()
        self.assertEqual(len(self.bus.logind.TakeRestarts()), 1)
        self.assertEqual(self.box.loaded(), loaded)

    def refuse_loads(self):
        self.box.order(errno=ENOEXEC, times=-1)

    def test_newer_that_cannot_be_loaded(self):
        self.wait_armed(NEW)
        self.refuse_loads()
        self.box.install(NEWER)
        self.wait_stale(NEW, NEWER, "could not be loaded")
        self.assert_starts(NEW, self.box.expected(NEW))

    def test_newer_that_is_not_complete(self):
        """It is no better, and nothing is stale."""
        self.wait_armed(NEW)
        self.box.install(NEWER, kernel=b"half of a kernel")
        self.root.call("Rescan")
        self.wait_armed(NEW)

    def test_last_load_is_kept(self):
        self.wait_armed(NEW)
        self.box.write(machine.COUNTER, "1\n")
        self.box.install(NEWER)
        self.wait_stale(NEW, NEWER)
        self.assertEqual(self.box.counter(), 1)

    def test_changed_files(self):
        self.wait_armed(NEW)
        loaded = self.box.loaded()
        self.refuse_loads()
        self.box.write(f"boot/initrd.img-{NEW}", b"another initrd")
        self.wait_stale(NEW, "could not be loaded")
        self.assert_starts(NEW, loaded)

    def test_no_files(self):
        self.wait_armed(NEW)
        loaded = self.box.loaded()
        os.rename(self.box.at("boot"), self.box.at("elsewhere"))
        self.wait_stale(NEW)
        self.assert_starts(NEW, loaded)

    def test_pinned(self):
        self.wait_armed(NEW)
        self.root.load(OLD)
        loaded = self.box.loaded()
        self.box.write(f"boot/initrd.img-{OLD}", b"another initrd")
        self.wait_stale(OLD, "have changed since")
        self.assertEqual(self.box.loaded(), loaded)
        self.root.load(OLD)
        self.wait_armed(OLD)
        self.box.uninstall(OLD)
        self.wait_stale(OLD, "not there any more")


if __name__ == "__main__":
    tap.main()
