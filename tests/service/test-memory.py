#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory gets short, and is there again; the test's machine has no /proc/pressure."""

import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import tap
from harness import NEW, OLD, iterate_until

# Seconds: the daemon looks every ten, and wants to find enough twice.
PATIENCE = 60


class Case(harness.TestCase):
    @staticmethod
    def prepare(box):
        box.tell_memory()

    def have(self, available, total=4096):
        self.box.write("proc/meminfo", f"MemTotal: {total << 10} kB\nMemAvailable: {available << 10} kB\n")

    def configure(self, text):
        """A changed floor is looked at once."""
        self.box.write("etc/kexecd.conf", f"[kexecd]\n{text}\n")
        self.daemon.process.send_signal(signal.SIGHUP)

    def wait(self, condition, what, timeout=20):
        def reached():
            status = self.root.status()
            return status if condition(status) else None

        return iterate_until(reached, timeout, what)

    def verbs(self):
        return [verb for verb, result, _what in self.box.calls() if result == "0"]


class Shortage(Case):
    def setUp(self):
        super().setUp()
        self.wait_armed(NEW)

    def get_short(self):
        """Memory is short, and then there is what the kernel held, but not enough for arming."""
        self.have(200)
        self.configure("MemoryFloor=201")
        iterate_until(lambda: self.box.loaded() is None, what="the kernel to be empty")
        self.have(203)

    def test_staged_and_armed_again(self):
        self.get_short()
        status = self.wait_state("staged")
        self.assertEqual((status["armed"]["release"], status["armed"]["origin"]), (NEW, "default"))
        self.assertIn("memory is short: 200 MiB were available", status["reason"])
        self.assertEqual(self.verbs(), ["load", "unload"])
        time.sleep(25)
        self.assertEqual(self.root.status()["state"], "staged")
        self.have(4000)
        self.wait(lambda status: status["state"] == "armed", "enough memory", PATIENCE)
        self.assertIsNotNone(self.box.loaded())
        self.assertEqual(self.verbs(), ["load", "unload", "load"])

    def test_not_even_staged(self):
        """Room is made before files are read, and where it does not do that is said."""
        self.have(150)
        self.configure("MemoryFloor=200")
        status = self.wait_state("failed")
        self.assertIn("memory is short: its files take 1 MiB, and no more than 0 MiB may be taken", status["reason"])
        self.assertNotIn("armed", status)
        self.assertEqual(self.verbs(), ["load", "unload"])
        self.expect_error("NoMemory", self.root.load)
        self.have(203)
        self.assertEqual(self.root.load()["level"], "staged")

    def test_given_up_when_very_short(self):
        self.get_short()
        self.wait_state("staged")
        self.have(90)
        self.wait(lambda status: "armed" not in status, "the staged image to be given up")

    def test_pinned_stays_pinned(self):
        """Where not even its files can be kept, no other image takes its place."""
        self.root.load(OLD)
        self.have(200)
        self.configure("MemoryFloor=201")
        self.wait_state("failed")
        self.assertIsNone(self.box.loaded())
        self.have(4000)
        self.configure("MemoryFloor=0")
        status = self.wait_state("idle")
        self.assertIn("chosen on purpose", status["reason"])
        self.assertEqual(self.root.load(OLD)["level"], "armed")

    def test_switched_off(self):
        self.have(200)
        self.configure("MemoryFloor=201")
        iterate_until(lambda: self.box.loaded() is None, what="the kernel to be empty")
        self.configure("MemoryFloor=0")
        self.wait(lambda status: status["state"] == "armed", "no floor", PATIENCE)

    def test_foreign_is_left_alone(self):
        self.root.unload()
        self.box.load_foreign()
        self.have(50)
        self.configure("MemoryFloor=200")
        self.wait_state("foreign")
        self.assertEqual(self.verbs(), ["load", "unload"])


class AtTheStart(Case):
    @staticmethod
    def prepare(box):
        box.tell_memory()
        box.write("proc/meminfo", f"MemTotal: {512 << 10} kB\nMemAvailable: {140 << 10} kB\n")

    def test_staged(self):
        """More than the floor, but arming would take it below: raw, bzimage and files say so."""
        self.wait_armed(NEW)
        self.root.unload()
        self.box.write(f"boot/vmlinuz-{NEW}", harness.machine.bzimage(NEW, 8 << 20))
        self.wait_state("staged")
        self.assertIsNone(self.box.loaded())
        self.assertIn("MemoryFloor", self.root.status()["reason"])


if __name__ == "__main__":
    tap.main()
