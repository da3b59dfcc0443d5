#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""kexecd.prom: what it says, when it is written, and what happens where it cannot be."""

import hashlib
import os
import signal
import stat
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import openmetrics
import tap
from harness import NEW, iterate_until

DIRECTORY = "srv/metrics"
FILE = DIRECTORY + "/kexecd.prom"

INTENT = """begun=execute
boot-id=b
from=Ni4x
image=Ni4y
release=Ni4y
cmdline=cm8=
digest=aa
method=cmF3
uid=1000
asked-ticks=5
asked=1700000000000000
khz=2500000
deadline=1700000001000000
"""


def journal():
    text = ("[journal]\nversion=1\nnext=8\ncold=42000000\ntotal-arrived=5\n"
            "total-lost=2\n\n[restart 7]\n" + INTENT + "verdict=arrived\nreason=bm8=\ndecided-in=c\nto=Ni4x\n"
            "decided=1700000002000000\ntotal=11620000\nstopped=8620000\nservices=3000000\ndevices=-1\n"
            "handover=120000\nkernel=2500000\ninitrd=2000000\nuserspace=4000000\nsaved=33380000\n\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text}[seal]\nsha256={digest}\n"


class Case(harness.TestCase):
    setting = f"MetricsDirectory=/{DIRECTORY}\n"

    @classmethod
    def prepare(cls, box):
        os.makedirs(box.at(DIRECTORY))
        box.write("etc/kexecd.conf.d/test.conf", "[kexecd]\n" + cls.setting)
        os.chmod(box.write("var/lib/kexecd/restarts", journal()), 0o600)

    def found(self):
        """What the file says; None where there is none."""
        try:
            return openmetrics.parse(self.box.read(FILE))
        except FileNotFoundError:
            return None

    def wait_file(self):
        return iterate_until(self.found, what="kexecd.prom")

    def configure(self, text):
        self.box.write("etc/kexecd.conf.d/test.conf", "[kexecd]\n" + text)
        self.daemon.process.send_signal(signal.SIGHUP)


class Metrics(Case):
    def test_what_it_says(self):
        samples = self.wait_file()
        self.assertEqual(samples[("kexecd_restarts_total", (("verdict", "arrived"),))], 5)
        self.assertEqual(samples[("kexecd_restarts_total", (("verdict", "lost"),))], 2)
        self.assertEqual(samples[("kexecd_restarts_total", (("verdict", "panicked"),))], 0)
        self.assertEqual(samples[("kexecd_last_restart", (("from", "6.1"), ("to", "6.1"), ("verdict", "arrived")))], 1)
        self.assertEqual(samples[("kexecd_last_restart_downtime_seconds", ())], 11.62)
        self.assertEqual(samples[("kexecd_last_restart_saved_seconds", ())], 33.38)
        self.assertEqual(samples[("kexecd_last_restart_timestamp_seconds", ())], 1700000002)
        self.assertEqual(samples[("kexecd_last_restart_phase_seconds", (("phase", "kernel"),))], 2.5)
        self.assertNotIn(("kexecd_last_restart_phase_seconds", (("phase", "devices"),)), samples)
        self.assertEqual(samples[("kexecd_cold_boot_seconds", ())], 42)
        self.assertEqual(samples[("kexecd_quarantined_images", ())], 0)
        status = os.stat(self.box.at(FILE))
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o644)
        self.assertEqual(os.listdir(self.box.at(DIRECTORY)), ["kexecd.prom"])

    def test_written_only_when_it_changes(self):
        self.wait_file()
        before = os.stat(self.box.at(FILE)).st_ino
        self.wait_armed(NEW)
        self.root.call("Rescan")
        self.root.unload()
        self.assertEqual(os.stat(self.box.at(FILE)).st_ino, before)

    def test_moved_and_taken_back(self):
        self.wait_file()
        os.makedirs(self.box.at("srv/other"))
        self.configure("MetricsDirectory=/srv/other\n")
        iterate_until(lambda: os.path.exists(self.box.at("srv/other/kexecd.prom")), what="the new file")
        self.assertIsNone(self.found())
        self.configure("")
        iterate_until(lambda: os.listdir(self.box.at("srv/other")) == [], what="the end of the file")

    def test_links_are_not_followed(self):
        self.wait_file()
        self.daemon.kill()
        self.box.write("srv/precious", "precious")
        os.unlink(self.box.at(FILE))
        for name in (FILE, FILE + ".new"):
            os.symlink("../precious", self.box.at(name))
        self.restart_daemon()
        iterate_until(lambda: not os.path.islink(self.box.at(FILE)), what="a file of its own")
        self.assertIsNotNone(self.wait_file())
        self.assertEqual(self.box.read("srv/precious"), b"precious")


class Missing(Case):
    setting = "MetricsDirectory=/srv/missing\n"

    def test_told_once_and_tried_again(self):
        self.wait_armed(NEW)
        iterate_until(lambda: "MetricsDirectory=" in self.daemon.log(), what="a warning")
        self.root.unload()
        self.root.load("")
        self.assertEqual(self.daemon.log().count("the metrics are not written"), 1)
        os.makedirs(self.box.at("srv/missing"))
        self.root.unload()
        iterate_until(lambda: os.path.exists(self.box.at("srv/missing/kexecd.prom")), what="the file")


class Off(Case):
    setting = ""

    def test_nothing(self):
        self.wait_armed(NEW)
        self.assertEqual(os.listdir(self.box.at(DIRECTORY)), [])


class Reader(unittest.TestCase):
    """The reader itself refuses what it should."""

    GOOD = '# TYPE a counter\n# HELP a Text.\na_total{b="c\\n"} 1\n# EOF\n'

    def test_good(self):
        self.assertEqual(openmetrics.parse(self.GOOD.encode()), {("a_total", (("b", "c\n"),)): 1})

    def test_bad(self):
        for old, new in (("# EOF\n", ""), ("counter", "info"), ("a_total", "a"), ('"c', '"c"'), (" 1", " one"),
                         (" 1", " -1"), ("# HELP a Text.\n", ""), ("# TYPE", "# UNIT"), ("} 1\n", "} 1\n\n")):
            with self.subTest(new=new), self.assertRaises(openmetrics.Invalid):
                openmetrics.parse(self.GOOD.replace(old, new).encode())


if __name__ == "__main__":
    tap.main()
