# SPDX-License-Identifier: LGPL-2.1-or-later
"""Restarts that nobody asked kexecd for: OrdinaryReboot=cold, and what Status says of them."""

import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import NEW, OLD, GLib, iterate_until

BUSY = GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))


class TestCase(harness.TestCase):
    settings = ""

    @classmethod
    def prepare(cls, box):
        box.write("etc/kexecd.conf", "[kexecd]\n" + cls.settings)

    def property(self, name):
        reply = self.root.call("Get", GLib.Variant("(ss)", (harness.INTERFACE, name)),
                               interface="org.freedesktop.DBus.Properties")
        return reply[0]

    def stop_as(self, system_state, job_type=""):
        self.bus.systemd.SetStop(GLib.Variant("(ss)", (system_state, job_type)))
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log())

    def wait_empty(self):
        # The daemon knows of it a moment after the kernel.
        self.wait_state("idle")
        self.assertIsNone(self.box.loaded())


class Follow(TestCase):
    settings = "OrdinaryReboot=follow\n"

    def test_sentence(self):
        def told():
            return self.root.status()["ordinary-reboot"]

        self.wait_armed(NEW)
        iterate_until(lambda: "(systemd 252)" in told(), what="systemd's version")
        self.assertIn("“systemctl reboot” and a desktop's restart go through the firmware", told())
        iterate_until(lambda: self.property("Ordinary") == told(), what="the property")
        self.root.call("Unload", harness.options_argument())
        self.assertIn("the kernel holds nothing", told())
        self.box.load_foreign()
        self.assertIn("the kernel that another program loaded", told())

    def test_left_alone(self):
        self.wait_armed(NEW)
        self.announce(True)
        self.stop_as("stopping", "stop")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.assertFalse(self.locked())


class Cold(TestCase):
    settings = "OrdinaryReboot=cold\n"

    def test_sentence(self):
        self.wait_armed(NEW)
        self.assertIn("but “kexecctl execute”", self.root.status()["ordinary-reboot"])
        self.box.write("proc/sys/kernel/kexec_load_disabled", "1\n")
        self.assertIn("although", self.root.status()["ordinary-reboot"])

    def test_announced(self):
        self.wait_armed(NEW)
        self.announce(True)
        self.wait_empty()
        # As long as the daemon watches, a shutdown can be called off.
        self.assertFalse(self.locked())
        self.assertIn("going down", self.root.status()["reason"])
        self.stop_as("stopping", "stop")
        self.assertTrue(self.locked())

    def test_called_off(self):
        self.wait_armed(NEW)
        self.announce(True)
        self.wait_empty()
        self.announce(False)
        self.wait_armed(NEW)
        self.assertFalse(self.locked())

    def test_not_announced(self):
        self.wait_armed(NEW)
        self.stop_as("stopping", "stop")
        self.assertIsNone(self.box.loaded())
        self.assertTrue(self.locked())

    def test_loaded_again_in_between(self):
        self.wait_armed(NEW)
        self.announce(True)
        self.wait_empty()
        self.box.load_foreign()
        self.stop_as("stopping", "stop")
        self.assertIsNone(self.box.loaded())
        self.assertTrue(self.locked())

    def test_foreign(self):
        """Not ours to touch, but for that: the administrator said that everything is to be cold."""
        self.wait_armed(NEW)
        self.root.call("Unload", harness.options_argument())
        self.box.load_foreign()
        self.assertEqual(self.root.status()["state"], "foreign")
        self.stop_as("stopping", "stop")
        self.assertIsNone(self.box.loaded())

    def test_nobody_knows(self):
        """systemd does not answer any more, but logind had said it."""
        self.wait_armed(NEW)
        self.announce(True)
        self.stop_as("running")
        self.assertTrue(self.locked())

    def test_restart_of_the_service(self):
        self.wait_armed(NEW)
        self.stop_as("running", "restart")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.assertFalse(self.locked())

    def test_execute(self):
        self.wait_armed(NEW)
        self.root.execute()
        self.announce(True)
        self.stop_as("stopping", "stop")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_refused_execute(self):
        self.wait_armed(NEW)
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.root.execute)
        self.announce(True)
        self.wait_empty()

    def test_asked_to_forget(self):
        """What was unloaded on purpose is not armed because a shutdown was called off."""
        self.wait_armed(NEW)
        self.root.call("Unload", harness.options_argument())
        self.announce(True)
        self.announce(False)
        self.assertIn("on request", self.root.status()["reason"])

    def test_pinned(self):
        self.wait_armed(NEW)
        self.root.load(OLD)
        self.stop_as("stopping", "stop")
        self.assertIsNone(self.box.loaded())


class Staged(TestCase):
    settings = "OrdinaryReboot=cold\nLevel=staged\n"

    def test_stays(self):
        self.wait_state("staged")
        self.announce(True)
        self.assertEqual(self.root.status()["state"], "staged")
        self.stop_as("stopping", "stop")
        self.assertTrue(self.locked())
        self.assertEqual([call for call in self.box.calls() if call[0] == "unload"], [])


if __name__ == "__main__":
    tap.main()
