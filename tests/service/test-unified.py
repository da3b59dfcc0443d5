#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Unified kernel images: what is in them is loaded, as their stub would start it."""

import hashlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "boot")]

import harness
import images
import tap
from harness import iterate_until, machine

LOADER = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
RELEASE = "6.7.8-unified"
KERNEL = machine.bzimage(RELEASE)
OSREL = b"ID=example\nNAME=Example\nVERSION_ID=1\n"
UCODE, INITRD = b"microcode", b"its own initrd"
CMDLINE = "root=LABEL=root ro"
IMAGE = "efi/EFI/Linux/example.efi"
ADDON = images.uki([("cmdline", b"addon=1\n")])


def unified(*profiles):
    return images.uki([("osrel", OSREL), ("cmdline", CMDLINE.encode() + b"\n"), ("uname", RELEASE.encode()),
                       ("linux", KERNEL), ("initrd", INITRD), ("ucode", UCODE), *profiles])


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def padded(*archives):
    return b"".join(archive.ljust((len(archive) + 3) // 4 * 4, b"\0") for archive in archives)


def utf16(text):
    """A variable's file: attributes, then the text with its NUL."""
    return b"\7\0\0\0" + (text + "\0").encode("utf-16-le")


class Unified(harness.TestCase):
    kernels = ()

    @staticmethod
    def prepare(box):
        box.write("etc/fstab", "LABEL=root / ext4 defaults 0 1\nLABEL=efi /efi vfat umask=0077 0 1\n")
        box.write(f"sys/firmware/efi/efivars/LoaderInfo-{LOADER}", utf16("systemd-boot 257.2"))
        box.write("efi/loader/loader.conf", "")
        box.write(IMAGE, unified(("profile", b"ID=main"), ("profile", b"ID=rescue"), ("cmdline", b"single")))

    def wait_cmdline(self, cmdline):
        def look():
            loaded = self.box.loaded()
            expected = cmdline + machine.PANIC + machine.GUARD
            return loaded if loaded is not None and loaded["cmdline"] == expected else None

        return iterate_until(look, what=f"“{cmdline}” to be loaded")

    def assert_loaded(self, cmdline, *archives):
        loaded = self.wait_cmdline(cmdline)
        self.assertEqual(loaded["kernel"], sha256(KERNEL))
        self.assertEqual(loaded["initrd"], sha256(padded(*archives)))

    def test_default(self):
        """Its kernel, not the image; its microcode before its initrd; its command line."""
        self.assert_loaded(CMDLINE, UCODE, INITRD)
        status = self.root.status()
        self.assertEqual(status["armed"]["image"], "example.efi")
        self.assertEqual(status["armed"]["release"], RELEASE)
        (offered,) = self.nobody.call("ListImages")
        entry = {image["id"]: image for image in offered}["example.efi"]
        self.assertEqual((entry["format"], entry["source"], entry["architecture"]), ("uki", "uki", "x86_64"))

    def test_profile(self):
        self.wait_cmdline(CMDLINE)
        self.root.load("example.efi@rescue")
        self.assert_loaded("single", UCODE, INITRD)

    def test_addon(self):
        self.wait_cmdline(CMDLINE)
        self.box.write("efi/EFI/Linux/example.efi.extra.d/a.addon.efi", ADDON)
        self.assert_loaded(f"{CMDLINE} addon=1", UCODE, INITRD)

    def test_credential(self):
        """What only the stub can hand over keeps the image from being loaded without it."""
        self.wait_cmdline(CMDLINE)
        self.box.write("efi/loader/credentials/a.cred", b"secret")

        def look():
            (offered,) = self.nobody.call("ListImages")
            return [image for image in offered if any("a.cred" in problem for problem in image["problems"])]

        self.assertEqual(len(iterate_until(look, what="the credential to be reported")), 2)
        self.expect_error("Incomplete", self.root.load, "example.efi@rescue")

    def test_own_file(self):
        """By descriptor: further initrds stand between its microcode and its initrd; the caller's command
        line counts, an empty one too."""
        self.wait_cmdline(CMDLINE)
        armed = self.root.load_files(harness.memfd(unified()), [harness.memfd(b"further")], "mine")
        self.assertEqual(armed["release"], RELEASE)
        self.assertEqual(armed["cmdline"], "mine" + machine.GUARD)
        self.assertEqual(armed["memory"], len(KERNEL) + len(padded(UCODE, b"further", INITRD)))
        armed = self.root.load_files(harness.memfd(unified()), [], "")
        self.assertEqual(armed["cmdline"], machine.GUARD.strip())

    def test_own_bad_file(self):
        self.wait_cmdline(CMDLINE)
        for content, error in (
            (unified()[:-1], "Incomplete"),
            (images.uki([("linux", b"#!/bin/sh\n")]), "InvalidImage"),
            (images.uki([("linux", KERNEL), ("linux", KERNEL)]), "InvalidImage"),
            (images.zboot(RELEASE), "InvalidImage"),  # for arm64
            (images.zboot(RELEASE)[:-512], "Incomplete"),
        ):
            self.expect_error(error, self.root.load_files, harness.memfd(content))
        self.assert_loaded(CMDLINE, UCODE, INITRD)


if __name__ == "__main__":
    tap.main()
