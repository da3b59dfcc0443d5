#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A boot loader's configuration rules: what it would start is armed, and follows it; a one-shot, or
something that cannot be started from here, keeps everything out of the kernel."""

import os
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import GLib, NEW, OLD, iterate_until, machine

LOADER = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
OPTIONS = "root=LABEL=root ro"
ADDED = machine.PANIC + machine.GUARD


def variable(name):
    return f"sys/firmware/efi/efivars/{name}-{LOADER}"


def utf16(text):
    """A variable's file: attributes, then the text with its NUL."""
    return b"\7\0\0\0" + (text + "\0").encode("utf-16-le")


class BootLoader(harness.TestCase):
    """systemd-boot, whose default is the older kernel."""

    @staticmethod
    def prepare(box):
        box.write("etc/fstab", "LABEL=root / ext4 defaults 0 1\nLABEL=efi /efi vfat umask=0077 0 1\n")
        box.write(variable("LoaderInfo"), utf16("systemd-boot 252.39-1~deb12u1"))
        box.write("efi/loader/loader.conf", f"default {OLD}.conf\n")
        box.write("efi/EFI/Microsoft/Boot/bootmgfw.efi", b"MZ" + bytes(4096))
        for release in (OLD, NEW):
            box.write(f"efi/{release}/linux", machine.bzimage(release))
            box.write(f"efi/{release}/initrd", b"initrd of " + release.encode())
            BootLoader.write_entry(box, release)

    @staticmethod
    def write_entry(box, release, options=OPTIONS):
        box.write(
            f"efi/loader/entries/{release}.conf",
            f"title Debian\nversion {release}\nlinux /{release}/linux\n"
            f"initrd /{release}/initrd\noptions {options}\n",
        )

    def set_default(self, name):
        self.box.write("efi/loader/loader.conf", f"default {name}\n")

    def wait_for(self, condition, what):
        def look():
            status = self.root.status()
            return status if condition(status) else None

        return iterate_until(look, what=what)

    def wait_image(self, image, state="armed"):
        return self.wait_for(
            lambda status: status["state"] == state and status.get("armed", {}).get("image") == image,
            f"{image} to be {state}",
        )

    def quiet(self):
        iterate_until(self.quiet_moment, what="nothing to be under way")

    def test_default(self):
        """What the boot loader would start, not what is newest; with its command line."""
        status = self.wait_image(f"{OLD}.conf")
        self.assertEqual(status["armed"]["release"], OLD)
        self.assertEqual(status["next"]["loader"], "systemd-boot")
        self.assertIn("loader.conf", status["next"]["reason"])
        self.assertEqual(self.box.loaded()["cmdline"], OPTIONS + ADDED)

    def test_follows(self):
        """Another default, then other options of the same entry."""
        self.wait_image(f"{OLD}.conf")
        self.set_default(f"{NEW}.conf")
        self.wait_image(f"{NEW}.conf")
        self.write_entry(self.box, NEW, OPTIONS + " quiet")
        iterate_until(lambda: self.box.loaded()["cmdline"] == OPTIONS + " quiet" + ADDED,
                      what="the new command line to be armed")

    def test_images(self):
        self.wait_image(f"{OLD}.conf")
        (images,) = self.nobody.call("ListImages")
        offered = {image["id"]: image for image in images}
        entry = offered[f"{NEW}.conf"]
        self.assertEqual(entry["file"], f"/efi/loader/entries/{NEW}.conf")
        self.assertEqual(entry["source"], "bls")
        self.assertEqual(entry["why"], f"the boot loader starts {OLD}.conf")
        self.assertEqual([image["id"] for image in images if image["default"]], [f"{OLD}.conf"])
        self.assertFalse(offered["auto-windows"]["complete"])
        # The copies in /boot are other files, which the boot loader does not know.
        self.assertEqual(offered[NEW]["why"], "the boot loader does not offer it")

    def test_one_shot(self):
        """Neither armed nor consumed, and nothing else is in its way."""
        self.wait_image(f"{OLD}.conf")
        path = self.box.write(variable("LoaderEntryOneShot"), utf16(f"{NEW}.conf"))
        status = self.wait_image(f"{OLD}.conf", "staged")
        self.assertIn(f"{NEW}.conf", status["next"]["one-shot"])
        self.assertIn(status["next"]["one-shot"], status["reason"])
        self.assertEqual(status["next"]["image"], f"{OLD}.conf")
        self.assertIsNone(self.box.loaded())
        self.assertTrue(os.path.exists(path))

        self.box.remove(variable("LoaderEntryOneShot"))
        status = self.wait_image(f"{OLD}.conf")
        self.assertNotIn("one-shot", status["next"])
        self.assertEqual(self.box.loaded()["cmdline"], OPTIONS + ADDED)

    def test_one_shot_and_pinned(self):
        """What somebody picked is taken out of the kernel, too, and put back; it stays his."""
        self.wait_image(f"{OLD}.conf")
        self.root.load(f"{NEW}.conf")
        self.box.write(variable("LoaderEntryOneShot"), utf16(f"{OLD}.conf"))
        status = self.wait_image(f"{NEW}.conf", "staged")
        self.assertEqual(status["armed"]["origin"], "listed")
        self.assertIsNone(self.box.loaded())

        self.box.remove(variable("LoaderEntryOneShot"))
        status = self.wait_image(f"{NEW}.conf")
        self.assertEqual(status["armed"]["origin"], "listed")

    def test_not_linux(self):
        """An ordinary reboot must not start what is no longer the default."""
        self.wait_image(f"{OLD}.conf")
        self.set_default("auto-windows")
        status = self.wait_state("idle")
        self.assertIn("Windows", status["reason"])
        self.assertNotIn("image", status["next"])
        self.assertIsNone(self.box.loaded())

        self.set_default(f"{OLD}.conf")
        self.wait_image(f"{OLD}.conf")

    def test_stuck(self):
        """What the kernel does not give up is not asked for for ever, and Status says what will happen."""
        self.wait_image(f"{OLD}.conf")
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "0\n")
        calls = len(self.box.calls())
        self.set_default("auto-windows")
        status = self.wait_for(lambda status: "image" not in status["next"], "the new default")
        time.sleep(1)
        self.assertLess(len(self.box.calls()) - calls, 3)
        status = self.root.status()
        self.assertEqual(status["state"], "stale")
        self.assertIn("an ordinary reboot would start it", status["reason"])
        self.assertIn("Windows", status["reason"])

        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "-1\n")
        self.root.call("Rescan")
        self.wait_state("idle")
        self.assertIsNone(self.box.loaded())

    def test_one_shot_without_the_files(self):
        """What cannot be staged, because its files are gone, leaves the kernel all the same."""
        self.wait_image(f"{OLD}.conf")
        self.root.load(f"{NEW}.conf")
        self.box.remove(f"efi/{NEW}/linux")
        self.box.write(variable("LoaderEntryOneShot"), utf16(f"{OLD}.conf"))
        self.wait_image(f"{OLD}.conf", "staged")
        self.assertIsNone(self.box.loaded())

    def test_one_shot_and_failure(self):
        self.wait_image(f"{OLD}.conf")
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "1\n")
        self.box.write(variable("LoaderEntryOneShot"), utf16(f"{NEW}.conf"))
        self.wait_image(f"{OLD}.conf", "staged")
        self.assertIsNone(self.box.loaded())

    def test_staged_stays(self):
        """While the default is being written, what is staged because of a one-shot is as good as it was."""
        self.wait_image(f"{OLD}.conf")
        self.box.write(variable("LoaderEntryOneShot"), utf16(f"{NEW}.conf"))
        self.wait_image(f"{OLD}.conf", "staged")
        self.box.remove(f"efi/{OLD}/initrd")
        status = self.wait_for(lambda status: "image" not in status["next"], "the new look")
        self.quiet()
        self.assertEqual(self.root.status()["armed"]["image"], f"{OLD}.conf")

    def test_initrd_gone(self):
        """A good armed image is not given up for one that cannot be loaded."""
        self.wait_image(f"{OLD}.conf")
        before = self.box.loaded()
        self.box.remove(f"efi/{NEW}/initrd")
        self.set_default(f"{NEW}.conf")
        status = self.wait_for(lambda status: "initrd" in status["next"]["reason"], "the reason")
        self.assertEqual(status["armed"]["image"], f"{OLD}.conf")
        self.assertEqual(status["state"], "stale")
        self.assertEqual(self.box.loaded(), before)

        self.box.write(f"efi/{NEW}/initrd", "made anew")
        self.wait_image(f"{NEW}.conf")

    def test_entries_gone(self):
        """What is staged for another reason than the boot loader's stays where there is no default any more."""
        self.wait_image(f"{OLD}.conf")
        self.root.call("SetNextRestart", GLib.Variant("(s)", ("cold",)))
        self.wait_image(f"{OLD}.conf", "staged")
        for path in ("EFI/Microsoft/Boot/bootmgfw.efi", f"loader/entries/{OLD}.conf", f"loader/entries/{NEW}.conf"):
            self.box.remove("efi/" + path)
        self.root.call("Rescan")
        self.assertNotIn("image", self.root.status()["next"])
        self.quiet()
        self.assertEqual(self.root.status()["armed"]["image"], f"{OLD}.conf")

    def test_by_release(self):
        self.wait_image(f"{OLD}.conf")
        self.assertEqual(self.root.load(NEW)["image"], NEW)
        self.box.uninstall(NEW)
        self.wait_for(lambda status: NEW not in
                      [image["id"] for image in self.root.call("ListImages")[0]], "the rescan")
        self.assertEqual(self.root.load(NEW)["image"], f"{NEW}.conf")


if __name__ == "__main__":
    tap.main()
