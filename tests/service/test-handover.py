#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How the next kernel is loaded: laid out where that is sound, else by its files; and Status says why."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import errno
import hashlib
import time

import harness
import tap
from harness import NEW, OLD, iterate_until

EACCES, EPERM, ENOMEM = errno.EACCES, errno.EPERM, errno.ENOMEM


class Case(harness.TestCase):
    """A machine that tells where its memory lies. The test's kernels have a payload that nobody can
    unpack, so that raw is tried and given up."""

    @staticmethod
    def prepare(box):
        box.tell_memory()

    def wait_armed(self):
        return super().wait_armed()["armed"]


class Auto(Case):
    def test_next_best(self):
        armed = self.wait_armed()
        self.assertEqual((armed["method"], armed["release"]), ("bzimage", NEW))
        self.assertIn("raw does not do", armed["method-reason"])
        loaded = self.box.loaded()
        self.assertEqual(armed["memory"], loaded["memory"])
        self.assertGreaterEqual(loaded["segments"], 4)
        self.assertGreater(armed["memory-peak"], 0)

    def test_survives_daemon(self):
        """A successor knows how it was loaded, and does not load it again."""
        armed = self.wait_armed()
        loads = self.box.loads()
        self.daemon.kill()
        self.restart_daemon()
        self.assertEqual(self.wait_armed(), armed)
        self.assertEqual(self.box.loads(), loads)

    def test_memory_changed(self):
        """What changed while no daemon was there: the image is laid out anew, and was never dropped."""
        self.wait_armed()
        self.root.load(OLD)
        loads = self.box.loads()
        self.daemon.kill()
        self.box.tell_memory(2048)
        self.restart_daemon()
        iterate_until(lambda: self.box.loads() > loads, what="the image to be laid out anew")
        armed = self.wait_armed()
        self.assertEqual((armed["method"], armed["release"], armed["origin"]), ("bzimage", OLD, "listed"))
        self.assertNotIn("unload", [verb for verb, _result, _what in self.box.calls()])

    def test_memory_not_told(self):
        """A map that cannot be read says nothing: the image stays."""
        armed = self.wait_armed()
        self.daemon.kill()
        self.box.write("proc/iomem", "")
        self.restart_daemon()
        self.assertEqual(self.wait_armed(), armed)
        time.sleep(1.5)
        self.assertEqual(self.wait_armed(), armed)

    def restart_with_age(self, seconds):
        """A successor of the daemon finds that the image was laid out so long ago."""
        armed = self.wait_armed()
        self.daemon.kill()
        ledger = self.box.read("run/kexecd/ledger").decode()
        since = round((time.time() - seconds) * 10**6)
        self.box.write("run/kexecd/ledger", ledger.replace(f"since={armed['since']}", f"since={since}"))
        self.restart_daemon()

    def test_old(self):
        """An image that was laid out more than a day ago gets new addresses and a new seed."""
        self.wait_armed()
        generation = self.root.status()["generation"]
        loads = self.box.loads()
        self.restart_with_age(25 * 3600)
        iterate_until(lambda: self.box.loads() > loads, what="the image to be laid out anew")
        armed = self.wait_armed()
        self.assertGreater(armed["since"], (time.time() - 3600) * 10**6)
        self.assertEqual(self.box.loads() - loads, 1)
        self.assertEqual(self.wait_state("armed")["generation"], generation)

    def test_old_when_a_restart_is_called_off(self):
        """Its day ended while the restart was under way."""
        self.wait_armed()
        loads = self.box.loads()
        self.restart_with_age(24 * 3600 - 4 * harness.SLOWNESS)
        self.wait_armed()
        self.root.execute()
        time.sleep(4 * harness.SLOWNESS + 1)
        self.assertEqual(self.box.loads(), loads)
        self.announce(False)
        iterate_until(lambda: self.box.loads() > loads, what="the image to be laid out anew")


class Refused(Case):
    """The kernel does not take what is laid out."""

    def refuse(self, code):
        self.wait_armed()
        self.root.unload()
        self.box.order(errno=code, times=1)
        armed = self.root.load()
        self.assertEqual(armed["method"], "files")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.assertIn("bzimage does not do", armed["method-reason"])

    def test_by_ima(self):
        self.refuse(EACCES)

    def test_by_lockdown_that_is_not_told(self):
        self.refuse(EPERM)

    def test_for_want_of_memory(self):
        self.refuse(ENOMEM)


class Appraised(Case):
    """IMA looks for a signature beside the file, where a copy of it has none."""

    INITRD = b"no multiple of four bytes"

    @staticmethod
    def prepare(box):
        box.tell_memory()
        box.write(f"boot/initrd.img-{NEW}", Appraised.INITRD)

    def setUp(self):
        super().setUp()
        self.wait_armed()
        self.root.unload()
        self.box.order(ima=1)

    def test_files_themselves(self):
        armed = self.root.load()
        self.assertEqual(armed["method"], "files")
        self.assertEqual(self.box.loaded(),
                         {**self.box.expected(NEW), "initrd": hashlib.sha256(self.INITRD).hexdigest()})

    def test_no_call_in_vain(self):
        """Where it can be seen that IMA asks for it."""
        self.box.write("sys/kernel/security/ima/policy", "appraise func=KEXEC_KERNEL_CHECK\n")
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "1\n")
        self.assertEqual(self.root.load()["method"], "files")

    def test_changed_meanwhile(self):
        """Nobody knows what the kernel has read."""
        self.box.order(ima=2)
        self.assertIn("changed while", self.expect_error("Foreign", self.root.load))
        self.assertEqual(self.root.status()["state"], "foreign")

    def test_own_command_line(self):
        self.root.load(NEW, append="single")
        self.root.execute()
        self.assertEqual(self.box.loaded()["cmdline"], harness.machine.CMDLINE + " single")

    def test_own_files(self):
        """There is only a copy of them."""
        self.root.load_files(harness.memfd(harness.machine.bzimage("6.1.0-50")))
        self.assertIn("a caller's own", self.expect_error("SignatureRejected", self.root.execute))


class Hidden(Case):
    @staticmethod
    def prepare(box):
        box.tell_memory()
        box.write("proc/iomem", "00000000-00000000 : System RAM\n")

    def test_files(self):
        armed = self.wait_armed()
        self.assertEqual((armed["method"], self.box.loaded()), ("files", self.box.expected(NEW)))
        self.assertIn("/proc/iomem", armed["method-reason"])


class Efi(harness.TestCase):
    """The next kernel keeps off a table that the EFI stub has left: see kx_cmdline_ignore_efi_initrd()."""

    CMDLINE = harness.machine.CMDLINE + harness.machine.PANIC + harness.machine.GUARD

    @staticmethod
    def prepare(box):
        os.makedirs(box.at("sys/firmware/efi"))

    def test_every_image(self):
        armed = self.wait_armed()["armed"]
        self.assertEqual((armed["method"], armed["cmdline"]), ("files", self.CMDLINE))
        self.assertEqual(self.box.loaded()["cmdline"], armed["cmdline"])
        self.assertEqual(self.active.status()["armed"]["cmdline"], armed["cmdline"])  # it is no secret
        self.assertEqual(self.root.load(NEW, append="single")["cmdline"],
                         harness.machine.CMDLINE + " single" + harness.machine.GUARD)
        kernel = harness.memfd(harness.machine.bzimage("6.1.0-50"))
        self.assertEqual(self.root.load_files(kernel, [], "a -- b")["cmdline"], f"a{harness.machine.GUARD} -- b")
        self.assertEqual(self.root.load_files(kernel, [], "initrdmem=1G,8M")["cmdline"], "initrdmem=1G,8M")

    def test_after_a_restart(self):
        """The next system gives its next kernel the same line, wherever it has it from."""
        before = self.wait_armed()["armed"]
        for file in (None, "etc/kernel/cmdline"):
            self.daemon.kill()
            self.box.write("proc/cmdline", self.CMDLINE + "\n")
            if file:
                self.box.write(file, harness.machine.CMDLINE + "\n")
            self.restart_daemon()
            armed = self.wait_armed()["armed"]
            self.assertEqual((armed["cmdline"], armed["digest"]), (self.CMDLINE, before["digest"]))
            self.assertEqual(self.active.status()["armed"]["cmdline"], armed["cmdline"])

    def test_no_room(self):
        """Never without it: what is armed is kept."""
        kernel = harness.memfd(harness.machine.bzimage("6.1.0-50", cmdline_size=100))
        before = self.wait_armed()["armed"]
        self.expect_error(harness.INVALID_ARGS, self.root.load_files, kernel, [], "x" * 60)
        self.assertEqual(self.root.status()["armed"], before)


class LockedDown(Case):
    @staticmethod
    def prepare(box):
        box.tell_memory()
        box.write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n")

    def test_files(self):
        armed = self.wait_armed()
        self.assertEqual(armed["method"], "files")
        self.assertIn("locked down", armed["method-reason"])
        self.assertTrue(all("segments" not in what for _verb, _result, what in self.box.calls()))


class LastCall(Case):
    @staticmethod
    def prepare(box):
        box.tell_memory()
        box.write("proc/sys/kernel/kexec_load_limit_reboot", "1\n")

    def test_files(self):
        armed = self.wait_armed()
        self.assertEqual(armed["method"], "files")
        self.assertIn("one more load only", armed["method-reason"])


class Named(Case):
    """kexecd.conf names a method."""

    def name(self, method):
        self.daemon.kill()
        self.box.write("etc/kexecd.conf", f"[kexecd]\nMethod={method}\n")
        self.restart_daemon()

    def test_files(self):
        """Though it is loaded already, it is loaded in that way."""
        self.wait_armed()
        self.name("files")
        iterate_until(lambda: self.wait_armed()["method"] == "files", what="the other method")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_in_vain(self):
        """It is never silently replaced."""
        self.wait_armed()
        self.root.unload()
        self.name("raw")
        self.assertIn("kexecd.conf", self.expect_error("Unsupported", self.root.load))
        self.assertIsNone(self.box.loaded())

    def test_refused(self):
        """Neither is one that the kernel refuses; the setting is named."""
        self.wait_armed()
        self.root.unload()
        self.name("bzimage")
        self.box.order(errno=EACCES, times=1)
        self.assertIn("Method=bzimage", self.expect_error("LockedDown", self.root.load))
        self.assertIsNone(self.box.loaded())

    def test_in_vain_while_armed(self):
        """What is armed is not given up for it."""
        self.wait_armed()
        self.name("raw")
        self.expect_error("Unsupported", self.root.load)
        self.assertEqual(self.wait_armed()["method"], "bzimage")


if __name__ == "__main__":
    tap.main()
