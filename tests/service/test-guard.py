#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The watchdog over the next kernel: when it is set, when it is put back, and what Status says."""

import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import harness
import tap
from harness import NEW, GLib, iterate_until

SYSTEMD = "org.freedesktop.systemd1"
MANAGER = "org.freedesktop.systemd1.Manager"
NONE = 2**64 - 1
MINUTES = 60 * 10**6
BUSY = GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))
FILE = "run/kexecd/watchdog"
DRIVER = "kernel/drivers/watchdog/i6300esb.ko:\n"
SWITCH = "sys/module/watchdog/parameters/stop_on_reboot"


class Case(harness.TestCase):
    @staticmethod
    def prepare(box):
        device = "sys/class/watchdog/watchdog0"
        for name, text in (("identity", "i6300ESB timer"), ("state", "inactive"),
                           ("min_timeout", "1"), ("max_timeout", "2046")):
            box.write(f"{device}/{name}", text + "\n")
        box.write(SWITCH, "0\n")
        for release in (harness.OLD, NEW):
            box.write(f"usr/lib/modules/{release}/modules.dep", DRIVER)

    def setUp(self):
        self.sets = []
        # Before the daemon asks.
        self.manager(KExecWatchdogUSec=0, Version="252.39-1", RuntimeWatchdogUSec=0)
        super().setUp()
        self.addCleanup(self.root.connection.signal_unsubscribe, self.root.connection.signal_subscribe(
            None, "org.freedesktop.DBus.Properties", "PropertiesChanged", "/org/freedesktop/systemd1",
            None, 0, self.on_properties))

    def on_properties(self, _connection, _sender, _path, _interface, _signal, parameters):
        changed = parameters.unpack()[1]
        if "KExecWatchdogUSec" in changed:
            self.sets.append(changed["KExecWatchdogUSec"])

    def manager(self, **properties):
        types = {int: "t", str: "s"}
        values = {key: GLib.Variant(types[type(value)], value) for key, value in properties.items()}
        self.bus.systemd.UpdateProperties(GLib.Variant("(sa{sv})", (MANAGER, values)))

    def timeout(self):
        return self.bus.root.connection.call_sync(
            SYSTEMD, "/org/freedesktop/systemd1", "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", (MANAGER, "KExecWatchdogUSec")), None, 0, -1, None).unpack()[0]

    def wait_timeout(self, expected):
        iterate_until(lambda: self.timeout() == expected, what=f"{expected}, not {self.timeout()}")

    def wait_protection(self, *words, watchdog):
        """Waits until Status says so, with these words."""
        def found():
            protection = self.nobody.status().get("protection", {"text": "", "watchdog": None})
            return (protection if protection["watchdog"] == watchdog
                    and all(word in protection["text"] for word in words) else None)

        try:
            return iterate_until(found)
        except AssertionError:
            raise AssertionError(f"{words} not in {self.root.status().get('protection')}") from None

    def execute(self, **options):
        self.root.execute(expect=self.root.status()["generation"], **options)

    def configure(self, text):
        self.box.write("etc/kexecd.conf.d/test.conf", "[kexecd]\n" + text)
        self.daemon.process.send_signal(signal.SIGHUP)

    def has_file(self):
        return os.path.exists(self.box.at(FILE))


class Guard(Case):
    def test_set_before_and_put_back(self):
        self.wait_armed(NEW)
        protection = self.wait_protection("protected: ", "i6300ESB timer", "300 s", watchdog=True)
        self.assertIn("10 s after a panic", protection["panic"])
        self.assertEqual(self.timeout(), 0)
        self.execute()
        self.assertEqual(self.timeout(), 5 * MINUTES)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertTrue(self.has_file())

        self.announce(True)
        self.assertEqual(self.timeout(), 5 * MINUTES)
        self.announce(False)
        self.wait_timeout(NONE)
        iterate_until(lambda: not self.has_file(), what="the end of the file")
        self.wait_protection("300 s", watchdog=True)

    def test_refused(self):
        self.wait_armed(NEW)
        self.wait_protection(watchdog=True)
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.execute)
        self.wait_timeout(NONE)
        iterate_until(lambda: self.sets == [5 * MINUTES, NONE], what=f"both, not {self.sets}")
        iterate_until(lambda: not self.has_file(), what="the end of the file")

    def test_force(self):
        self.wait_armed(NEW)
        self.execute(force=True)
        self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])
        self.assertEqual(self.timeout(), 5 * MINUTES)

    def test_what_counts_is_the_last_moment(self):
        self.wait_armed(NEW)
        self.wait_protection(watchdog=True)
        self.box.write(SWITCH, "-1\n")
        self.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertEqual((self.timeout(), self.has_file()), (0, False))
        self.wait_protection("unprotected: ", "stop_on_reboot=0", watchdog=False)

    def stop_systemd(self):
        """From now on it does not answer; returns what ends that."""
        pid = self.bus.mocks[-1].pid
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(os.kill, pid, signal.SIGCONT)
        return lambda: os.kill(pid, signal.SIGCONT)

    def test_called_off_meanwhile(self):
        self.wait_armed(NEW)
        self.wait_protection(watchdog=True)
        go_on = self.stop_systemd()
        pending = self.root.start(
            "Execute", harness.options_argument(expect=self.root.status()["generation"]))
        self.wait_state("executing")
        self.announce(False)
        go_on()
        self.expect_error("Changed", pending.wait)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertEqual((self.timeout(), self.has_file()), (0, False))

    def test_no_answer(self):
        """A service manager that hangs holds nothing up for long."""
        self.wait_armed(NEW)
        self.wait_protection(watchdog=True)
        go_on = self.stop_systemd()
        self.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertIn("did not answer", self.daemon.log())
        go_on()
        self.assertEqual(self.timeout(), 0)

    def test_own(self):
        """What the administrator has configured for systemd."""
        self.manager(KExecWatchdogUSec=10 * MINUTES)
        self.wait_armed(NEW)
        self.execute()
        self.announce(False)
        self.wait_protection("600 s", watchdog=True)
        self.assertEqual((self.timeout(), self.has_file()), (10 * MINUTES, False))
        self.assertEqual([timeout for timeout in self.sets if timeout != 10 * MINUTES], [])


class Reasons(Case):
    def test_none_where_nothing_is_armed(self):
        self.wait_armed(NEW)
        self.wait_protection(watchdog=True)
        self.root.unload()
        self.assertNotIn("protection", self.root.status())
        self.root.load("")
        self.wait_protection(watchdog=True)

    def test_setting(self):
        self.wait_armed(NEW)
        self.configure("Watchdog=0\n")
        self.wait_protection("unprotected: ", "Watchdog=5min", watchdog=False)
        self.configure("Watchdog=90s\n")
        self.wait_protection("90 s", watchdog=True)
        self.execute()
        self.assertEqual(self.timeout(), 90 * 10**6)

    def test_driver(self):
        self.wait_armed(NEW)
        self.box.write(f"usr/lib/modules/{NEW}/modules.dep", "")
        self.root.can_execute()
        self.wait_protection("no driver for the watchdog (i6300esb)", watchdog=False)
        self.box.write(f"usr/lib/modules/{NEW}/modules.dep", DRIVER)
        self.box.write("etc/modprobe.d/local.conf", "blacklist i6300esb\n")
        self.root.can_execute()
        self.wait_protection("blacklist", watchdog=False)
        self.execute()
        self.assertEqual(self.timeout(), 0)

    def test_passphrase(self):
        self.wait_armed(NEW)
        self.box.write("etc/crypttab", "root UUID=a none luks\n")
        self.root.can_execute()
        self.wait_protection("passphrase", watchdog=False)

    def test_manager(self):
        self.wait_armed(NEW)
        self.manager(Version="254.1")
        self.root.can_execute()
        self.wait_protection("systemd 254", watchdog=False)


class Successor(Case):
    def begin(self):
        self.wait_armed(NEW)
        self.execute()
        self.assertEqual(self.timeout(), 5 * MINUTES)
        self.daemon.kill()

    def test_puts_back(self):
        self.begin()
        self.restart_daemon()
        self.wait_timeout(NONE)
        iterate_until(lambda: not self.has_file(), what="the end of the file")

    def test_leaves_a_restart_alone(self):
        self.begin()
        self.bus.systemd.SetStop(GLib.Variant("(ss)", ("stopping", "")))
        self.restart_daemon()
        self.wait_protection("300 s", watchdog=True)
        self.assertEqual((self.timeout(), self.has_file()), (5 * MINUTES, True))


class NoSystemd(Case):
    with_systemd = False

    def setUp(self):
        harness.TestCase.setUp(self)

    def test_told(self):
        self.wait_armed(NEW)
        self.wait_protection("unprotected: ", "not systemd", watchdog=False)
        self.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])


if __name__ == "__main__":
    tap.main()
