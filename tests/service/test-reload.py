#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The configuration is read anew while the daemon runs, and what is loaded follows it."""

import os
import signal
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import tap
from harness import NEW, OLD, iterate_until


class Case(harness.TestCase):
    @staticmethod
    def prepare(box):
        box.tell_memory()

    def setUp(self):
        super().setUp()
        self.wait_armed(NEW)

    def configure(self, **files):
        """Writes files of /etc/kexecd.conf.d and has them read."""
        for name, text in files.items():
            self.box.write(f"etc/kexecd.conf.d/{name}.conf", text)
        self.reload()

    def reload(self):
        self.daemon.process.send_signal(signal.SIGHUP)

    def wait(self, condition, what):
        """Waits until the condition on Status holds; that Status."""
        def reached():
            status = self.root.status()
            return status if condition(status) else None

        return iterate_until(reached, what=what)

    def wait_method(self, method):
        return self.wait(lambda status: status["state"] == "armed" and status["armed"]["method"] == method, method)

    def check_config(self):
        return subprocess.run([harness.DAEMON, "--check-config", f"--root={self.box.root}"], check=False,
                              stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


class Level(Case):
    def test_there_and_back(self):
        self.configure(level="[kexecd]\nLevel=staged\n")
        status = self.wait_state("staged")
        self.assertEqual((status["armed"]["release"], status["armed"]["origin"]), (NEW, "default"))
        self.assertIsNone(self.box.loaded())
        self.configure(level="[kexecd]\nLevel=off\n")
        status = self.wait_state("idle")
        self.assertIn("switched off", status["reason"])
        self.expect_error("Disabled", self.root.load)
        self.configure(level="")
        self.wait_armed(NEW)
        self.assertIsNotNone(self.box.loaded())

    def test_off_at_once(self):
        self.configure(level="[kexecd]\nLevel=off\n")
        self.wait_state("idle")
        self.assertIsNone(self.box.loaded())

    def test_pinned_stays_pinned(self):
        self.root.load(OLD)
        self.configure(level="[kexecd]\nLevel=staged\n")
        armed = self.wait_state("staged")["armed"]
        self.assertEqual((armed["release"], armed["origin"]), (OLD, "listed"))
        self.configure(level="[kexecd]\nLevel=armed\n")
        armed = self.wait_armed(OLD)["armed"]
        self.assertEqual(armed["origin"], "listed")

    def test_custom_goes_when_switched_off(self):
        self.root.load(append="single")
        self.configure(level="[kexecd]\nLevel=off\n")
        self.wait(lambda status: "armed" not in status, "nothing to be staged")

    def test_goes_out_where_nothing_can_be_staged(self):
        """The administrator wants it out of the kernel, whatever became of its files."""
        for release in (OLD, NEW):
            self.box.write(f"boot/vmlinuz-{release}", b"")
        self.wait(lambda status: "image" not in status["next"], "no default")
        self.assertIsNotNone(self.box.loaded())
        self.configure(level="[kexecd]\nLevel=staged\n")
        iterate_until(lambda: self.box.loaded() is None, what="the kernel to be empty")

    def test_unloaded_stays_unloaded(self):
        self.root.unload()
        self.configure(level="[kexecd]\nLevel=staged\n", other="x\n")
        status = self.wait(lambda status: "config-mistakes" in status, "the reload")
        self.assertEqual((status["state"], "armed" in status), ("idle", False))


class Method(Case):
    def test_there_and_back(self):
        self.wait_method("bzimage")
        self.configure(method="[kexecd]\nMethod=files\n")
        self.wait_method("files")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        loads = self.box.loads()
        self.configure(method="[kexecd]\nMethod=auto\n")
        self.wait_method("bzimage")
        self.assertEqual(self.box.loads(), loads + 1)
        self.assertNotIn("unload", [verb for verb, _result, _what in self.box.calls()])

    def test_in_vain(self):
        """What is armed is not given up for a method that does not do; the next setting is tried."""
        self.configure(method="[kexecd]\nMethod=raw\n")
        self.wait(lambda status: "armed" in status and self.daemon.log().count("Method=raw"), "a failed load")
        self.assertEqual(self.root.status()["armed"]["method"], "bzimage")
        self.configure(method="[kexecd]\nMethod=files\n")
        self.wait_method("files")


class Panic(Case):
    """PanicTimeout=: the machine comes back from a kernel that panics."""

    def wait_cmdline(self, cmdline):
        return self.wait(lambda status: status["state"] == "armed" and status["armed"]["cmdline"] == cmdline, cmdline)

    def test_there_and_back(self):
        base = harness.machine.CMDLINE
        self.assertEqual(self.root.status()["armed"]["cmdline"], f"{base} panic=10")
        self.configure(panic="[kexecd]\nPanicTimeout=60\n")
        armed = self.wait_cmdline(f"{base} panic=60")["armed"]
        self.assertEqual(self.active.status()["armed"]["cmdline"], armed["cmdline"])
        self.configure(panic="[kexecd]\nPanicTimeout=0\n")
        self.wait_cmdline(base)
        self.configure(panic="")
        self.wait_cmdline(f"{base} panic=10")

    def test_picked(self):
        armed = self.root.load(OLD)
        self.assertEqual(armed["cmdline"], harness.machine.CMDLINE + " panic=10")
        self.configure(panic="[kexecd]\nPanicTimeout=60\n")
        armed = self.wait_cmdline(harness.machine.CMDLINE + " panic=60")["armed"]
        self.assertEqual((armed["release"], armed["origin"]), (OLD, "listed"))

    def test_survives_a_crash(self):
        """A successor knows what was added, and has no reason to load anything."""
        loads = self.box.loads()
        self.daemon.kill()
        self.restart_daemon()
        self.wait_armed(NEW)
        self.root.call("Rescan")
        self.assertEqual(self.box.loads(), loads)

    def test_the_own_one_stays(self):
        self.daemon.kill()
        self.box.write("proc/cmdline", harness.machine.CMDLINE + " panic=0\n")
        self.restart_daemon()
        self.wait_cmdline(harness.machine.CMDLINE + " panic=0")
        loads = self.box.loads()
        self.configure(panic="[kexecd]\nPanicTimeout=60\n", method="[kexecd]\nMethod=files\n")
        self.wait_method("files")
        self.assertEqual(self.root.status()["armed"]["cmdline"], harness.machine.CMDLINE + " panic=0")
        self.assertEqual(self.box.loads(), loads + 1)

    def test_of_a_callers_own(self):
        for options in ({"append": "single"}, {"cmdline": "single"}):
            self.assertNotIn("panic", self.root.load("", **options)["cmdline"])
        kernel = harness.memfd(harness.machine.bzimage("6.1.0-50"))
        self.assertEqual(self.root.load_files(kernel, [], "single")["cmdline"], "single")

    def test_no_room(self):
        """An image whose command line has no room for it is loaded without."""
        loads = self.box.loads()
        room = 31 + len(harness.machine.CMDLINE) + 3  # what kexec_file_load() may put in front
        self.daemon.kill()
        self.box.install(NEW, kernel=harness.machine.bzimage(NEW, cmdline_size=room))
        self.restart_daemon()
        self.wait_cmdline(harness.machine.CMDLINE)
        self.root.call("Rescan")
        self.assertEqual(self.box.loads(), loads + 1)


class Mistakes(Case):
    def test_left_out_told_and_mended(self):
        loads = self.box.loads()
        self.configure(a="[kexecd]\nLevel=off\nLevel=high\n", b="[kexecd]\nMethod=files\n")
        status = self.wait_method("files")
        self.assertEqual(len(status["config-mistakes"]), 1)
        self.assertRegex(status["config-mistakes"][0],
                         "^/etc/kexecd.conf.d/a.conf:3: “high” is no level.*; the file is left out$")
        self.assertEqual(self.box.loads(), loads + 1)
        self.assertIn("a.conf:3", self.daemon.log())
        result = self.check_config()
        self.assertEqual((result.returncode, result.stderr), (1, status["config-mistakes"][0] + "\n"))
        self.configure(a="[kexecd]\nLevel=staged\n")
        self.assertNotIn("config-mistakes", self.wait_state("staged"))
        self.assertEqual(self.check_config().returncode, 0)

    def test_at_the_start(self):
        self.daemon.kill()
        self.box.write("etc/kexecd.conf", b"[kexecd]\nLevel=\xff\n")
        self.restart_daemon()
        self.assertIn("/etc/kexecd.conf:2", self.wait_armed(NEW)["config-mistakes"][0])

    def test_what_cannot_be_read(self):
        os.mkdir(self.box.at("etc/kexecd.conf"))
        self.box.write("etc/kexecd.conf.d", "not a directory")
        self.reload()
        status = self.wait(lambda status: len(status.get("config-mistakes", [])) == 2, "two mistakes")
        self.assertEqual(status["state"], "armed")

    def test_a_storm_of_reloads(self):
        """The last state of the files counts."""
        for number in range(50):
            self.configure(level=f"[kexecd]\nLevel={'staged' if number % 2 else 'off'}\n")
        self.wait_state("staged")


class ServiceManager(Case):
    """What systemd is told."""

    def setUp(self):
        super().setUp()
        self.daemon.kill()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        path = os.path.join(self.box.path, "notify")
        self.socket.bind(path)
        self.socket.settimeout(20 * harness.SLOWNESS)
        self.daemon = harness.Daemon(self.bus, self.box, notify=path).ready()

    def read_until(self, expected):
        messages = []
        while not messages or expected not in messages[-1]:
            messages.append(self.socket.recv(4096).decode())
        return messages

    def test_reloading_and_ready(self):
        self.read_until("READY=1")
        self.reload()
        told = self.read_until("RELOADING=1")[-1]
        self.assertRegex(told, r"^RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]*$")
        self.read_until("READY=1")


if __name__ == "__main__":
    tap.main()
