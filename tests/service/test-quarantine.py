#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Restarts that failed: the way to load is not taken again, then the image is quarantined, and what
comes next takes its place."""

import base64
import hashlib
import os
import signal
import sys
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import tap
from harness import GLib, NEW, OLD, iterate_until, machine

JOURNAL = "var/lib/kexecd/restarts"


def encode(text):
    return base64.b64encode(text.encode()).decode()


def journal(*failures):
    """The journal of restarts in which these failed: (image, digest, how often, methods)."""
    text = "[journal]\nversion=1\nnext=1\ncold=-1\n\n"
    for number, (image, digest, times, methods) in enumerate(failures, 1):
        text += (f"[failure {number}]\ndigest={digest}\nimage={encode(image)}\nfailures={times}\n"
                 + (f"methods={''.join(encode(method) + ';' for method in methods)}\n" if methods else "")
                 + f"last=panicked\nreason={encode('it went up in smoke')}\nwhen=1700000000000000\n\n")
    return text + f"[seal]\nsha256={hashlib.sha256(text.encode()).hexdigest()}\n"


class Case(harness.TestCase):
    @staticmethod
    def prepare(box):
        box.tell_memory()

    def setUp(self):
        super().setUp()
        self.digest = self.wait_armed(NEW)["armed"]["digest"]

    def find_digest(self, image):
        """Of that image as it is loaded when it is picked."""
        digest = self.root.load(image)["digest"]
        self.root.load()
        return digest

    def boot(self, *failures, running=None, cmdline=None, config=None):
        """The machine has restarted, with these restarts in its past."""
        self.daemon.kill()
        self.box.write(JOURNAL, journal(*failures))
        self.box.write("proc/sys/kernel/random/boot_id", f"{uuid.uuid4()}\n")
        self.box.unload_foreign()
        if running is not None:
            self.box.write("proc/sys/kernel/osrelease", running + "\n")
        if cmdline is not None:
            self.box.write("proc/cmdline", cmdline + "\n")
        self.configure(config)
        self.restart_daemon()

    def configure(self, text):
        if text is not None:
            self.box.write("etc/kexecd.conf.d/test.conf", f"[kexecd]\n{text}\n")

    def reload(self, text):
        self.configure(text)
        self.daemon.process.send_signal(signal.SIGHUP)

    def wait(self, condition, what):
        def reached():
            status = self.root.status()
            return status if condition(status) else None

        return iterate_until(reached, what=what)


class Method(Case):
    """One rung down."""

    def test_the_next_one(self):
        self.assertEqual(self.root.status()["armed"]["method"], "bzimage")
        self.boot((NEW, self.digest, 1, ["raw", "bzimage"]))
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual((armed["method"], armed["digest"]), ("files", self.digest))
        self.assertIn("raw, bzimage failed", armed["method-reason"])
        self.assertIn("it went up in smoke", armed["method-reason"])
        self.assertIn(f"kexecctl forgive {NEW}", armed["method-reason"])
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_not_tried_first(self):
        """What failed is not even tried where a faster way does not do."""
        self.boot((NEW, self.digest, 1, ["bzimage"]))
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual(armed["method"], "files")
        self.assertIn("raw does not do", armed["method-reason"])
        self.assertIn("by bzimage failed", armed["method-reason"])
        self.assertEqual([what.split()[0].split("=")[0] for verb, _result, what in self.box.calls() if verb == "load"],
                         ["segments", "kernel"])

    def test_another_one_failed(self):
        self.boot((NEW, self.digest, 1, ["files"]))
        self.assertEqual(self.wait_armed(NEW)["armed"]["method"], "bzimage")

    def test_none_is_left(self):
        self.boot((NEW, self.digest, 2, ["raw", "bzimage", "files"]))
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual(armed["method"], "files")
        self.assertIn("no other way is left", armed["method-reason"])
        loads = self.box.loads()
        self.root.call("Rescan")
        self.assertEqual(self.box.loads(), loads)

    def test_named(self):
        """The administrator's way is never replaced; MaxFailures= ends it."""
        self.boot((NEW, self.digest, 2, ["bzimage"]), config="Method=bzimage")
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual(armed["method"], "bzimage")
        self.assertIn("bzimage failed before", armed["method-reason"])

    def test_another_image(self):
        """It is by the digest: another initrd begins anew."""
        self.box.write(f"boot/initrd.img-{NEW}", b"another initrd")
        self.box.install(NEW, initrd=b"another")
        self.boot((NEW, self.digest, 3, ["raw", "bzimage", "files"]))
        armed = self.wait_armed(NEW)["armed"]
        self.assertNotEqual(armed["digest"], self.digest)
        self.assertEqual(armed["method"], "bzimage")


class Default(Case):
    def assert_quarantined(self, text):
        for words in (f"{NEW} is quarantined", "it went up in smoke", f"kexecctl forgive {NEW}"):
            self.assertIn(words, text)

    def test_nothing_else(self):
        self.boot((NEW, self.digest, 3, ["bzimage", "files"]))
        status = self.wait_state("failed")
        self.assert_quarantined(status["reason"])
        self.assertIsNone(self.box.loaded())
        self.assertNotIn("armed", status)
        self.assert_quarantined(self.expect_error("Quarantined", self.root.load))
        self.assert_quarantined(self.expect_error("Quarantined", self.root.load, NEW))
        self.assert_quarantined(self.expect_error("Quarantined", self.root.call, "Rescan"))
        self.assertIn(f"{NEW} is quarantined", self.daemon.log())

    def test_what_runs_takes_its_place(self):
        self.boot((NEW, self.digest, 3, ["files"]), running=OLD)
        status = self.wait_state("staged")
        armed = status["armed"]
        self.assertEqual((armed["image"], armed["origin"], armed["level"]), (OLD, "fallback", "staged"))
        self.assertIn(f"{OLD}, which runs now, is staged in place of the default", status["reason"])
        self.assert_quarantined(status["reason"])
        self.assertIsNone(self.box.loaded())
        self.assertIn(f"{OLD} is staged (fallback)", self.daemon.log())
        # It is not pinned: no more is needed to load the default in its place than elsewhere.
        self.assert_quarantined(self.expect_error("Quarantined", self.active.load))
        self.active.execute(expect=status["generation"])
        self.assertIsNotNone(self.box.loaded())
        self.assertEqual(len(self.bus.logind.TakeRestarts()), 1)

    def test_stays_with_a_successor(self):
        self.boot((NEW, self.digest, 3, []), running=OLD)
        self.wait_state("staged")
        self.daemon.kill()
        self.restart_daemon()
        status = self.wait(lambda status: status["state"] == "staged" and "quarantined: " in status["reason"],
                           "the default to be tried")
        self.assertEqual(status["armed"]["origin"], "fallback")

    def test_makes_way_for_a_better_default(self):
        self.boot((NEW, self.digest, 3, []), running=OLD)
        self.wait_state("staged")
        self.box.install("6.1.0-33-amd64")
        self.root.call("Rescan")
        status = self.wait_armed("6.1.0-33-amd64")
        self.assertEqual(status["armed"]["origin"], "default")

    def test_becomes_the_default(self):
        self.boot((NEW, self.digest, 3, []), running=OLD)
        self.wait_state("staged")
        self.box.uninstall(NEW)
        status = self.wait_armed(OLD)
        self.assertEqual(status["armed"]["origin"], "default")
        self.assertIsNotNone(self.box.loaded())

    def test_a_picked_one_is_not_replaced(self):
        self.boot((NEW, self.digest, 3, []), running=OLD)
        self.wait_state("staged")
        self.root.load(OLD)
        status = self.wait_armed(OLD)
        self.assertEqual(status["armed"]["origin"], "listed")
        self.root.call("Rescan")
        self.assertEqual(self.root.status()["armed"]["origin"], "listed")

    def test_both_failed(self):
        old = self.find_digest(OLD)
        self.boot((NEW, self.digest, 3, []), (OLD, old, 3, []), running=OLD)
        status = self.wait_state("failed")
        self.assert_quarantined(status["reason"])
        self.assertNotIn("armed", status)

    def test_a_custom_one_failed(self):
        """The default with other words on its command line is another image."""
        digest = self.root.load("", append="single")["digest"]
        self.boot((NEW, digest, 3, []))
        self.wait_armed(NEW)
        message = self.expect_error("Quarantined", self.root.load, "", append="single")
        self.assertIn(f"kexecctl forgive {NEW}", message)


class Forgiven(Case):
    def forgive(self, image):
        self.root.call("Forgive", GLib.Variant("(s)", (image,)))

    def test_comes_back_at_once(self):
        self.boot((NEW, self.digest, 3, ["bzimage"]))
        self.wait_state("failed")
        self.forgive(NEW)
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual((armed["method"], armed["digest"]), ("bzimage", self.digest))

    def test_takes_its_place_back(self):
        self.boot((NEW, self.digest, 3, []), running=OLD)
        self.wait_state("staged")
        self.forgive("")
        self.assertEqual(self.wait_armed(NEW)["armed"]["origin"], "default")

    def test_the_faster_way(self):
        """What is armed is loaded again in the way that is allowed by now, once."""
        self.boot((NEW, self.digest, 1, ["bzimage"]))
        self.assertEqual(self.wait_armed(NEW)["armed"]["method"], "files")
        self.forgive(NEW)
        self.wait(lambda status: status["state"] == "armed" and status["armed"]["method"] == "bzimage", "bzimage")
        loads = self.box.loads()
        self.root.call("Rescan")
        self.assertEqual(self.box.loads(), loads)


class OtherSystem(Case):
    """The same kernel with another root file system has not proven anything."""

    @staticmethod
    def prepare(box):
        box.write("etc/kernel/cmdline", machine.CMDLINE + "\n")
        Case.prepare(box)

    def test_it_is(self):
        self.boot((NEW, self.digest, 3, []), running=OLD, cmdline="root=/dev/vda9 ro")
        self.wait_state("failed")

    def test_it_is_not(self):
        self.boot((NEW, self.digest, 3, []), running=OLD, cmdline=machine.CMDLINE + machine.PANIC)
        self.wait_state("staged")


class Limit(Case):
    """MaxFailures="""

    def test_no_limit(self):
        self.boot((NEW, self.digest, 1000, ["raw", "bzimage", "files"]), config="MaxFailures=0")
        self.assertEqual(self.wait_armed(NEW)["armed"]["method"], "files")

    def test_at_the_limit(self):
        self.boot((NEW, self.digest, 2, []))
        self.wait_armed(NEW)
        self.boot((NEW, self.digest, 2, []), config="MaxFailures=2")
        self.wait_state("failed")

    def test_lowered_and_raised(self):
        """What is loaded goes where it is not allowed any more, and comes again where it is."""
        self.boot((NEW, self.digest, 2, []), running=OLD)
        self.wait_armed(NEW)
        self.reload("MaxFailures=1")
        self.assertEqual(self.wait_state("staged")["armed"]["origin"], "fallback")
        self.assertIsNone(self.box.loaded())
        self.reload("MaxFailures=5")
        self.assertEqual(self.wait_armed(NEW)["armed"]["origin"], "default")

    def test_lowered_for_a_picked_one(self):
        """The default takes the place of a picked image that is quarantined."""
        old = self.find_digest(OLD)
        self.boot((OLD, old, 1, []))
        self.wait_armed(NEW)
        self.root.load(OLD)
        self.reload("MaxFailures=1")
        self.assertEqual(self.wait_armed(NEW)["armed"]["origin"], "default")
        self.assertIn(f"{OLD} is quarantined", self.expect_error("Quarantined", self.root.load, OLD))


if __name__ == "__main__":
    tap.main()
