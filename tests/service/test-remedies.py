#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list of devices that are taken from their drivers before the next kernel starts."""

import os
import signal
import stat
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import tap
from harness import NEW, iterate_until

LIST = "run/kexecd/unbind"
HEADER = "kexecd-unbind 1\n"
KEYBOARD = "platform\ti8042\ti8042\n"
TOUCHPAD = "i2c\ti2c_hid_acpi\ti2c-ELAN0001:00\n"


class Case(harness.TestCase):
    @staticmethod
    def prepare(box):
        box.tell_memory()
        for bus, driver, device in (("platform", "i8042", "i8042"), ("i2c", "i2c_hid_acpi", "i2c-ELAN0001:00"),
                                    ("pci", "e1000e", "0000:00:19.0")):
            directory = f"sys/bus/{bus}/drivers/{driver}"
            box.write(f"{directory}/unbind", "")
            for name in (device, "module"):
                os.symlink("/nowhere", box.at(f"{directory}/{name}"))

    def unbind(self, bus, driver, device):
        os.unlink(self.box.at(f"sys/bus/{bus}/drivers/{driver}/{device}"))

    def found(self):
        try:
            return self.box.read(LIST).decode()
        except FileNotFoundError:
            return None

    def wait_list(self, expected):
        iterate_until(lambda: self.found() == expected, what=f"{expected!r} in the list; there is {self.found()!r}")

    def configure(self, text):
        self.box.write("etc/kexecd.conf.d/test.conf", "[kexecd]\n" + text)
        self.daemon.process.send_signal(signal.SIGHUP)


class List(Case):
    def test_armed(self):
        self.wait_armed(NEW)
        self.wait_list(HEADER + KEYBOARD + TOUCHPAD)
        status = os.stat(self.box.at(LIST))
        self.assertEqual((stat.S_IMODE(status.st_mode), status.st_uid), (0o600, os.geteuid()))
        self.assertEqual(self.nobody.status()["remedies"],
                         [{"bus": "platform", "driver": "i8042", "device": "i8042"},
                          {"bus": "i2c", "driver": "i2c_hid_acpi", "device": "i2c-ELAN0001:00"}])
        self.root.unload()
        self.wait_list(None)
        self.assertNotIn("remedies", self.root.status())

    def test_staged_until_execute(self):
        self.wait_armed(NEW)
        self.configure("Level=staged\n")
        self.wait_state("staged")
        self.wait_list(None)
        self.unbind("i2c", "i2c_hid_acpi", "i2c-ELAN0001:00")
        self.root.execute(expect=self.root.status()["generation"])
        self.assertEqual(self.found(), HEADER + KEYBOARD)

    def test_devices_of_the_moment(self):
        self.wait_armed(NEW)
        self.wait_list(HEADER + KEYBOARD + TOUCHPAD)
        self.unbind("i2c", "i2c_hid_acpi", "i2c-ELAN0001:00")
        self.root.execute(expect=self.root.status()["generation"])
        self.assertEqual(self.found(), HEADER + KEYBOARD)

    def test_switched_off(self):
        self.wait_armed(NEW)
        self.configure("ApplyRemedies=no\n")
        self.wait_list(None)
        self.configure("ApplyRemedies=yes\n")
        self.wait_list(HEADER + KEYBOARD + TOUCHPAD)

    def test_foreign(self):
        self.wait_armed(NEW)
        self.root.unload()
        self.wait_list(None)
        self.box.load_foreign()
        self.wait_state("foreign")
        self.assertIsNone(self.found())

    def test_a_crash_keeps_it(self):
        self.wait_armed(NEW)
        self.wait_list(HEADER + KEYBOARD + TOUCHPAD)
        self.daemon.kill()
        self.assertEqual(self.found(), HEADER + KEYBOARD + TOUCHPAD)

    def test_a_list_of_a_predecessor_goes(self):
        self.configure("Level=off\n")
        self.wait_state("idle")
        self.daemon.kill()
        self.box.write(LIST, HEADER + KEYBOARD)
        self.restart_daemon()
        self.wait_list(None)


if __name__ == "__main__":
    tap.main()
