# SPDX-License-Identifier: LGPL-2.1-or-later
"""The purgatory that the daemon carries: it needs no relocations and no vector registers, and a build would notice."""

import os
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ["abs_top_srcdir"]
BUILD = os.environ["abs_top_builddir"]
sys.path.insert(0, os.path.join(SOURCE, "tests"))
import tap

OBJECT = os.path.join(BUILD, "purgatory", "purgatory.elf")
PAGE = 4096


def verify(path):
    return subprocess.run(["sh", os.path.join(SOURCE, "purgatory", "verify"), "readelf", "objdump", path],
                          capture_output=True, text=True, check=False)


class Object(unittest.TestCase):
    def test_needs_nothing(self):
        done = verify(OBJECT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^purgatory: \d+ bytes, no relocations, no SSE\n$")
        self.assertLess(int(done.stdout.split()[1]), 2 * PAGE)
        # whoever runs the tests is told
        self.id = lambda: f"test_needs_nothing: {done.stdout.strip()}"

    def test_says_nothing_of_the_build(self):
        with open(OBJECT, "rb") as file:
            content = file.read()
        for path in (SOURCE, BUILD, os.path.expanduser("~") + "/"):
            if len(path) > 2:
                self.assertNotIn(os.fsencode(path), content)

    def test_is_what_is_carried(self):
        with open(OBJECT, "rb") as file, open(os.path.join(BUILD, "libkx-load.a"), "rb") as library:
            self.assertIn(file.read(), library.read())


class Refused(unittest.TestCase):
    """What verify must not let pass, linked the way the purgatory is."""

    def link(self, source, *flags):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = os.path.join(directory.name, "other.elf")
        subprocess.run(["cc", "-x", "c", "-O2", "-ffreestanding", "-nostdlib", "-fpie", "-fno-stack-protector",
                        "-static-pie", "-Wl,--no-dynamic-linker", "-Wl,-e,start", *flags, "-o", path, "-"],
                       input=source, text=True, check=True)
        return path

    def assert_refused(self, path, why):
        done = verify(path)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(why, done.stderr)

    def test_nothing(self):
        done = verify(self.link("int start (int a) { return a; }"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_relocation(self):
        self.assert_refused(self.link("extern int there; int there; int *pointer = &there; int start () { return 0; }"),
                            "needs relocations")

    def test_sse(self):
        self.assert_refused(self.link("double start (double a) { return a * 2; }"), "turned off")

    def test_x87(self):
        self.assert_refused(self.link("long double x; void start (void) { x = x * x; }"), "turned off")

    def test_mmx(self):
        self.assert_refused(self.link('void start (void) { __asm__ ("emms"); }'), "turned off")

    def test_linker_refuses_relocations(self):
        """The purgatory's own link: its script has no place for them."""
        with self.assertRaises(subprocess.CalledProcessError), open(os.devnull, "w") as null:
            source = "extern int there; int there; int *pointer = &there; int kx_purgatory_entry () { return 0; }"
            directory = tempfile.TemporaryDirectory()
            self.addCleanup(directory.cleanup)
            subprocess.run(["cc", "-x", "c", "-ffreestanding", "-nostdlib", "-fpie", "-static-pie",
                            "-Wl,--no-dynamic-linker", "-Wl,-T," + os.path.join(SOURCE, "purgatory/x86_64/purgatory.lds"),
                            "-o", os.path.join(directory.name, "other.elf"), "-"],
                           input=source, text=True, check=True, stderr=null)


if __name__ == "__main__":
    tap.main()
