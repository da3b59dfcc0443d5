# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hazards: what blocks is staged and needs a consent, from the first moment on and until it is over."""

import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, NEW, OLD, GLib, iterate_until

BUSY = GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))
SEALED = "root UUID=4f0c none luks,tpm2-device=auto\n"


class Base(harness.TestCase):
    def hazards(self, caller=None):
        """The kinds of hazards that Status shows, with their severity."""
        return {(h["id"], h["severity"]) for h in (caller or self.root).status().get("hazards", [])}

    def wait_staged(self):
        return iterate_until(lambda: self.root.status()["state"] == "staged" and self.root.status(),
                             what=f"the state staged: {self.root.status()}")

    @staticmethod
    def add_disk(box, name, number, *lines):
        """A block device, and what udev says of it."""
        box.write(f"sys/class/block/{name}/dev", number + "\n")
        box.write(f"run/udev/data/b{number}", "".join(line + "\n" for line in lines))

    def guests(self, n):
        self.box.write("sys/fs/cgroup/misc.current", f"sev 0\nsev_es {n}\n")


class FromTheStart(Base):
    @staticmethod
    def prepare(box):
        box.write("etc/crypttab", SEALED)

    def test_never_armed(self):
        status = self.wait_staged()
        self.assertEqual(self.hazards(self.nobody), {("luks-tpm2", "blocking")})
        [hazard] = status["hazards"]
        self.assertEqual(hazard["device"], "root")
        self.assertTrue(hazard["text"] and hazard["remedy"])
        self.assertIn("TPM", status["reason"])
        self.assertEqual(self.box.calls(), [])

    def test_consent(self):
        self.wait_staged()
        message = self.expect_error("Hazard", self.root.execute)
        self.assertIn("TPM", message)
        self.assertIn("ignore-hazards", message)
        self.expect_error("Hazard", self.root.execute, ignore_sessions=True, ignore_inhibitors=True)
        self.expect_error("Hazard", self.root.execute, force=True)
        self.assertEqual(self.box.calls(), [])
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

        # From staged: it is loaded for this restart, and drops out again where that does not begin.
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.root.execute, ignore_hazards=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertEqual(self.box.loads(), 1)
        self.wait_staged()
        self.assertIsNone(self.box.loaded())

        self.bus.logind.SetRestartError(GLib.Variant("(s)", ("",)))
        self.root.execute(ignore_hazards=True)
        self.assertEqual(self.root.status()["state"], "executing")
        self.assertIsNotNone(self.box.loaded())

    def test_can_execute(self):
        self.wait_staged()
        verdict, details = self.root.can_execute()
        self.assertEqual((verdict, details["consents"]), ("no", ["ignore-hazards"]))
        self.assertIn("TPM", details["reasons"][0])
        self.assertEqual(self.root.can_execute(ignore_hazards=True)[0], "yes")
        self.assertEqual(self.active.can_execute(ignore_hazards=True)[0], "challenge")

    def test_over(self):
        self.wait_staged()
        self.box.remove("etc/crypttab")
        status = self.wait_armed(NEW)
        self.assertEqual(status["hazards"], [])
        self.assertIn("might not come through a fast restart", self.daemon.log())
        self.assertIn("nothing stands in the way of a fast restart any more", self.daemon.log())

    def test_restart_of_the_daemon(self):
        self.wait_staged()
        self.daemon.kill()
        self.restart_daemon()
        self.wait_staged()
        self.assertEqual(self.box.calls(), [])


class ImageFromTheStart(Base):
    @staticmethod
    def prepare(box):
        Base.add_disk(box, "vda1", "254:1", "E:ID_FS_TYPE=ext4")
        Base.add_disk(box, "vda3", "254:3", "E:ID_FS_TYPE=swsuspend")
        box.write("proc/cmdline", harness.machine.CMDLINE + " resume=/dev/vda3\n")

    def test_never_armed(self):
        """What makes it a hazard is known only once /boot has been looked at."""
        self.wait_staged()
        self.assertEqual(self.hazards(), {("hibernation", "blocking")})
        self.assertEqual(self.box.calls(), [])


class Later(Base):
    def test_appears(self):
        self.wait_armed(NEW)
        self.assertEqual(self.hazards(), set())
        self.box.write("etc/crypttab", SEALED)
        self.wait_staged()
        self.assertIsNone(self.box.loaded())
        self.root.load("")
        self.assertEqual(self.root.status()["state"], "staged")

    def test_custom(self):
        self.wait_armed(NEW)
        self.root.load("", append="rd.luks.options=tpm2-device=auto")
        iterate_until(lambda: ("luks-tpm2", "blocking") in self.hazards(), what="the hazard")
        self.expect_error("Hazard", self.root.execute)
        self.root.load("")
        self.wait_armed(NEW)
        self.assertEqual(self.hazards(), set())

    def test_looked_for_at_the_end(self):
        """What tells nobody that it has come is still noticed."""
        self.wait_armed(NEW)
        self.bus.logind.SetRestartError(BUSY)
        self.guests(2)
        self.assertIn("sev_es", self.expect_error("Hazard", self.root.execute))
        self.wait_staged()
        self.guests(0)
        self.expect_error("Busy", self.root.execute)
        self.wait_armed(NEW)

    def test_looked_for_after_the_prompt(self):
        self.wait_armed(NEW)
        self.set_rule(ACTIVE, "execute", "auth")
        self.set_agent(ACTIVE, "hang")
        call = self.active.start("Execute", harness.options_argument(), interactive=True)
        iterate_until(lambda: self.bus.polkit.CountPending() == 1, what="the prompt")
        self.guests(1)
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (ACTIVE, True)))
        self.expect_error("Hazard", call.wait)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_can_execute_looks(self):
        self.wait_armed(NEW)
        self.assertEqual(self.root.can_execute()[0], "yes")
        self.guests(1)
        verdict, details = self.root.can_execute()
        self.assertEqual((verdict, details["consents"]), ("no", ["ignore-hazards"]))

    def test_warning(self):
        """Needs no consent."""
        os.makedirs(self.box.at("sys/fs/cgroup/machine.slice/machine-web.scope"))
        self.root.call("Rescan")
        self.assertEqual(self.hazards(), {("guests", "warning")})
        self.wait_armed(NEW)
        self.root.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])


class Disks(Base):
    def test_hibernated(self):
        self.add_disk(self.box, "vda1", "254:1", "E:ID_FS_TYPE=ext4")
        self.add_disk(self.box, "vda3", "254:3", "E:ID_FS_TYPE=swsuspend")
        self.root.call("Rescan")
        self.assertEqual(self.hazards(), {("hibernation", "warning")})
        self.wait_armed(NEW)

        self.box.write("proc/cmdline", harness.machine.CMDLINE + " resume=/dev/vda3\n")
        self.root.call("Rescan")
        self.assertEqual(self.hazards(), {("hibernation", "blocking")})
        self.wait_staged()
        self.add_disk(self.box, "vda3", "254:3", "E:ID_FS_TYPE=swap")
        self.root.call("Rescan")
        self.assertEqual(self.hazards(), set())
        self.wait_armed(NEW)

    def test_root(self):
        self.wait_armed(NEW)
        self.add_disk(self.box, "vdb1", "254:17", "S:disk/by-uuid/aaaa")
        self.root.call("Rescan")
        self.assertEqual(self.hazards(self.nobody), {("root", "blocking")})
        self.wait_staged()
        self.add_disk(self.box, "vda1", "254:1")
        self.root.call("Rescan")
        self.wait_armed(NEW)
        self.assertEqual(self.hazards(), set())

    def test_modules(self):
        self.box.install(harness.machine.RUNNING)
        self.root.call("Rescan")
        self.wait_armed(NEW)
        self.box.remove(f"usr/lib/modules/{NEW}")
        self.wait_armed(OLD)
        self.assertIn("has nothing for Linux " + NEW, self.daemon.log())
        self.assertEqual(self.hazards(), set())


if __name__ == "__main__":
    tap.main()
