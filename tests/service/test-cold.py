#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A cold restart is due: each reason is told, keeps everything out of the kernel, and is over with its cause."""

import os
import struct
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACCESS_DENIED, NEW, OLD, GLib, iterate_until, machine

GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
LOADER = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
SHIM = "605dab50-e046-4300-abb6-3dd810dd8b23"
FWUPD = "0abba7dc-e516-4167-bbf5-4d9d1c739416"
INVALID = "org.freedesktop.DBus.Error.InvalidArgs"
UPDATE = struct.pack("<I16sIQ16sI", 7, bytes(16), 0x80f1, 0, bytes(16), 1) + b"\x7f\xff\4\0"

# id: (the variable, its vendor, its value)
VARIABLES = {
    "boot-next": ("BootNext", GLOBAL, b"\2\0"),
    "firmware-setup": ("OsIndications", GLOBAL, struct.pack("<Q", 1)),
    "os-recovery": ("OsIndications", GLOBAL, struct.pack("<Q", 0x20)),
    "platform-recovery": ("OsIndications", GLOBAL, struct.pack("<Q", 0x40)),
    "firmware-report": ("OsIndications", GLOBAL, struct.pack("<Q", 0x80)),
    "firmware-request": ("OsIndications", GLOBAL, struct.pack("<Q", 1 << 40)),
    "firmware-update": ("fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-0", FWUPD, UPDATE),
    "mok-request": ("MokNew", SHIM, b"a certificate"),
}


def path_of(name, vendor):
    return f"sys/firmware/efi/efivars/{name}-{vendor}"


class Efi(harness.TestCase):
    """A machine with EFI and no boot loader that is known: the newest kernel is the default."""

    @staticmethod
    def prepare(box):
        box.write(path_of("SecureBoot", GLOBAL), b"\6\0\0\0\0")
        box.write("efi/EFI/BOOT/BOOTX64.EFI", b"MZ")

    def set_variable(self, name, vendor, value):
        self.box.write(path_of(name, vendor), b"\7\0\0\0" + value)

    def ids(self):
        return [reason["id"] for reason in self.root.status().get("cold-reasons", [])]

    def wait_staged(self, *ids):
        iterate_until(lambda: self.ids() == list(ids), what=f"{ids}")
        status = self.wait_state("staged")
        self.assertIsNone(self.box.loaded())
        for reason in status["cold-reasons"]:
            self.assertIn(reason["text"], status["reason"])
        return status

    def count(self, text):
        return self.daemon.log().count(text)

    def test_invisible(self):
        """What is no request changes nothing."""
        self.wait_armed(NEW)
        self.set_variable("OsIndications", GLOBAL, struct.pack("<Q", 0x1a))
        self.set_variable("CapsuleLast", "39b68c46-f7fb-441b-b6ec-16b0f69821f3", b"C\0")
        self.set_variable("MokListRT", SHIM, b"x")
        self.set_variable("fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-1", FWUPD, UPDATE[:48] + b"\2\0\0\0")
        self.root.call("Rescan")
        self.assertEqual((self.root.status()["state"], self.ids()), ("armed", []))

    def test_capsule(self):
        """It takes the file and the firmware's order to look for it; the one that comes last is noticed, too."""
        self.wait_armed(NEW)
        self.box.write("efi/EFI/UpdateCapsule/fwupd-1.cap", b"firmware")
        self.root.call("Rescan")
        self.assertEqual(self.ids(), [])
        self.set_variable("OsIndications", GLOBAL, struct.pack("<Q", 4))
        status = self.wait_staged("firmware-capsule")
        self.assertIn("fwupd-1.cap", status["reason"])
        self.box.remove("efi/EFI/UpdateCapsule/fwupd-1.cap")
        self.wait_armed(NEW)
        self.box.write("efi/EFI/UpdateCapsule/fwupd-2.cap", b"firmware")
        self.wait_staged("firmware-capsule")
        self.box.remove(path_of("OsIndications", GLOBAL))
        self.wait_armed(NEW)

    def test_several(self):
        """It is over when the last one is; each change is told once."""
        self.wait_armed(NEW)
        for name in ("mok-request", "boot-next"):
            self.set_variable(*VARIABLES[name])
        self.wait_staged("boot-next", "mok-request")
        self.box.remove(path_of("BootNext", GLOBAL))
        self.wait_staged("mok-request")
        self.assertEqual(self.count("no cold restart is due any more"), 0)
        self.box.remove(path_of("MokNew", SHIM))
        self.wait_armed(NEW)
        self.assertEqual(self.count("no cold restart is due any more"), 1)
        self.assertNotIn("cold-reasons", self.root.status())

    def test_pinned(self):
        """What an administrator picked is kept for him, out of the kernel."""
        self.root.load(OLD)
        self.set_variable(*VARIABLES["boot-next"])
        status = self.wait_staged("boot-next")
        self.assertEqual((status["armed"]["image"], status["armed"]["origin"]), (OLD, "listed"))
        self.box.remove(path_of("BootNext", GLOBAL))
        self.assertEqual(self.wait_armed(OLD)["armed"]["origin"], "listed")

    def test_title(self):
        """A name in the firmware's menu need not be text that the bus carries."""
        title = "Wïndows\x1b[2J".encode("utf-16-le") + b"\0\0"
        self.set_variable("Boot0002", GLOBAL, struct.pack("<IH", 1, 4) + title + b"\x7f\xff\4\0")
        self.set_variable(*VARIABLES["boot-next"])
        self.assertIn("BootNext is 0002 (“Wïndows", self.wait_staged("boot-next")["reason"])

    def test_execute(self):
        """Whoever asks for a fast restart gets it, and can know."""
        self.wait_armed(NEW)
        self.set_variable(*VARIABLES["boot-next"])
        status = self.wait_staged("boot-next")
        verdict, details = self.root.can_execute()
        self.assertEqual((verdict, details["reasons"]), ("yes", []))
        self.assertEqual(details["cold-reasons"], [reason["text"] for reason in status["cold-reasons"]])
        self.root.execute()
        self.assertEqual(self.box.loaded()["cmdline"], machine.CMDLINE + machine.PANIC + machine.GUARD)
        self.assertEqual(len(self.bus.logind.TakeRestarts()), 1)

    def test_at_start(self):
        """A daemon that starts on such a machine never puts anything into the kernel."""
        self.set_variable(*VARIABLES["boot-next"])
        self.wait_staged("boot-next")
        self.daemon.stop()
        calls = len(self.box.calls())
        self.restart_daemon()
        self.root.call("Rescan")
        self.wait_staged("boot-next")
        self.assertEqual([call for call in self.box.calls()[calls:] if "load" in str(call) and "unload" not in str(call)], [])


def add(name):
    def test(self):
        self.wait_armed(NEW)
        self.set_variable(*VARIABLES[name])
        status = self.wait_staged(name)
        self.assertEqual(self.count("a cold restart is due: " + status["cold-reasons"][0]["text"]), 1)
        self.assertEqual(self.root.can_execute()[1]["cold-reasons"], [status["cold-reasons"][0]["text"]])
        self.box.remove(path_of(*VARIABLES[name][:2]))
        self.wait_armed(NEW)
        self.assertEqual(self.ids(), [])

    setattr(Efi, "test_" + name.replace("-", "_"), test)


for _name in VARIABLES:
    add(_name)


class Requested(harness.TestCase):
    """SetNextRestart."""

    def set_next(self, kind, caller=None):
        (caller or self.root).call("SetNextRestart", GLib.Variant("(s)", (kind,)))

    def ids(self):
        return [reason["id"] for reason in self.root.status().get("cold-reasons", [])]

    def test_cold_and_fast(self):
        """It is done when the call returns: whoever reboots then is not surprised."""
        self.wait_armed(NEW)
        self.set_next("cold", self.active)
        self.assertIsNone(self.box.loaded())
        status = self.root.status()
        self.assertEqual((status["state"], status["armed"]["image"], self.ids()), ("staged", NEW, ["requested"]))
        self.set_next("cold")
        self.assertEqual(self.root.status()["generation"], status["generation"])
        self.set_next("fast")
        self.assertEqual((self.root.status()["state"], self.ids()), ("armed", []))
        self.set_next("fast")

    def test_survives(self):
        """A restart of the daemon, also a sudden one; and it ends with the boot."""
        self.wait_armed(NEW)
        self.set_next("cold")
        self.daemon.kill()
        self.restart_daemon()
        self.root.call("Rescan")
        self.assertEqual((self.root.status()["state"], self.ids()), ("staged", ["requested"]))
        self.assertIsNone(self.box.loaded())
        self.daemon.kill()
        self.box.write("proc/sys/kernel/random/boot_id", "another-boot\n")
        self.restart_daemon()
        self.root.call("Rescan")
        self.wait_armed(NEW)
        self.assertEqual(self.ids(), [])

    def test_not_for_everybody(self):
        self.wait_armed(NEW)
        self.expect_error(harness.CHALLENGE, self.set_next, "cold", self.nobody)
        self.set_rule(harness.ACTIVE, "execute", "no")
        self.expect_error(ACCESS_DENIED, self.set_next, "cold", self.active)
        self.assertEqual((self.root.status()["state"], self.ids()), ("armed", []))

    def test_other_words(self):
        for word in ("", "Cold", "warm", "cold "):
            self.assertIn("“cold” or “fast”", self.expect_error(INVALID, self.set_next, word))

    def test_not_given_up(self):
        """What the kernel does not give up is said."""
        self.wait_armed(NEW)
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "0\n")
        self.assertIn("could not be taken out", self.expect_error("Failed", self.set_next, "cold"))
        self.assertEqual(self.ids(), ["requested"])
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "-1\n")
        self.root.call("Rescan")
        self.assertEqual(self.root.status()["state"], "staged")


class Trial(harness.TestCase):
    """systemd-boot with an entry on trial."""

    @staticmethod
    def prepare(box):
        def text(value):
            return b"\7\0\0\0" + (value + "\0").encode("utf-16-le")

        box.write("etc/fstab", "LABEL=root / ext4 defaults 0 1\nLABEL=efi /efi vfat umask=0077 0 1\n")
        box.write(path_of("LoaderInfo", LOADER), text("systemd-boot 252.39"))
        box.write(path_of("LoaderBootCountPath", LOADER), text("\\loader\\entries\\x+2-1.conf"))
        box.write("efi/x/linux", machine.bzimage(NEW))
        box.write("efi/loader/entries/x+2-1.conf", "title Debian\nlinux /x/linux\noptions quiet\n")

    def ids(self):
        return [reason["id"] for reason in self.root.status().get("cold-reasons", [])]

    def rename(self, old, new):
        entry = "efi/loader/entries/{}.conf"
        os.rename(self.box.at(entry.format(old)), self.box.at(entry.format(new)))

    def test_blessed(self):
        status = self.wait_state("staged")
        self.assertEqual(self.ids(), ["boot-trial"])
        self.assertIn("/efi/loader/entries/x+2-1.conf is not marked as good yet", status["reason"])
        self.rename("x+2-1", "x")
        self.wait_state("armed")
        self.assertEqual(self.ids(), [])

    def test_next(self):
        """The running one is good; what comes next is not known to be."""
        self.rename("x+2-1", "x")
        self.wait_state("armed")
        self.rename("x", "x+3")
        self.assertIn("on trial with 3", self.wait_state("staged")["reason"])


if __name__ == "__main__":
    tap.main()
