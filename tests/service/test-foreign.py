# SPDX-License-Identifier: LGPL-2.1-or-later
"""Other programs load and unload behind the daemon's back: what Execute starts is what was announced, or it is refused."""

import fcntl
import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import NEW, OLD, iterate_until, machine

MOST = (1 << 31) - 1
ENOEXEC, ENOMEM, EBUSY = 8, 12, 16


class Case(harness.TestCase):
    def restarts(self):
        return self.bus.logind.TakeRestarts()

    def assert_foreign(self, replaced=NEW):
        status = self.root.status()
        self.assertEqual((status["state"], status["armed"]["origin"]), ("foreign", "foreign"))
        if replaced:
            self.assertIn(replaced, status["reason"])
        for options in ({}, {"force": True}):
            self.assertIn("does not know", self.expect_error("Foreign", self.root.execute, **options))
        self.assertEqual((self.restarts(), self.bus.systemd.TakeCalls()), ([], []))
        self.assertEqual(self.root.can_execute()[0], "no")

    def assert_executes(self, release=NEW):
        """Execute begins a restart into that one; how many loads that took."""
        loads = self.box.loads()
        self.root.execute()
        self.assertEqual(len(self.restarts()), 1)
        self.assertEqual(self.box.loaded(), self.box.expected(release))
        return self.box.loads() - loads


class Counted(Case):
    """The kernel has a counter."""

    def test_no_limit_for_users(self):
        status = self.wait_armed(NEW)
        self.assertEqual(self.box.counter(), MOST - len(self.box.calls()))
        self.assertEqual(status["limits"]["kexec-load-limit"], -1)
        self.assertEqual(self.assert_executes(), 0)

    def test_loaded_over(self):
        self.wait_armed(NEW)
        generation = self.root.status()["generation"]
        self.box.load_foreign()
        self.assert_foreign()
        self.assertNotEqual(self.root.status()["generation"], generation)
        # What is not known is not replaced by whoever may load the default image.
        self.expect_error(harness.CHALLENGE, self.active.load)
        self.root.load()
        self.wait_armed(NEW)
        self.assertEqual(self.assert_executes(), 0)

    def test_loaded_over_unseen(self):
        """Execute is the first to look."""
        self.wait_armed(NEW)
        self.box.load_foreign()
        self.expect_error("Foreign", self.root.execute)
        self.assertEqual(self.restarts(), [])

    def test_unloaded(self):
        self.wait_armed(NEW)
        self.box.unload_foreign()
        self.expect_error("NotArmed", self.root.execute)
        status = self.root.status()
        self.assertEqual(status["state"], "idle")
        self.assertIn("another program has unloaded", status["reason"])

    def test_unloaded_and_loaded(self):
        self.wait_armed(NEW)
        self.box.unload_foreign()
        self.box.load_foreign()
        self.assert_foreign()

    def test_call_that_failed(self):
        """It cannot be told from one that did not."""
        self.wait_armed(NEW)
        self.box.call_foreign()
        self.assert_foreign()

    def test_calls_of_our_own(self):
        """Those in vain count, too, and are no alarm."""
        self.wait_armed(NEW)
        self.box.order(errno=EBUSY, times=3)
        self.root.load(OLD)
        self.assertEqual(self.root.status()["state"], "armed")
        self.box.order(errno=ENOMEM, times=-1)
        self.expect_error("NoMemory", self.root.load, NEW)
        self.box.order()
        self.assertEqual(self.root.status()["armed"]["release"], OLD)
        self.assertEqual(self.assert_executes(OLD), 0)
        self.assertEqual(self.box.counter(), MOST - len(self.box.calls()))

    def test_at_the_same_time(self):
        """The image is loaded once more, and then it is certain."""
        self.wait_armed(NEW)
        loads, before = self.box.loads(), self.box.counter()
        self.box.order(delay=1000)
        call = self.root.start("Load", harness.load_argument(OLD))
        iterate_until(lambda: self.box.counter() < before, what="the call")
        self.box.call_foreign()
        self.assertEqual(call.wait()[0]["release"], OLD)
        self.assertEqual(self.box.loads() - loads, 2)
        self.assertEqual(self.root.status()["state"], "armed")
        self.box.order()
        self.assertEqual(self.assert_executes(OLD), 0)

    def test_without_end(self):
        self.wait_armed(NEW)
        loads = self.box.loads()
        self.box.order(delay=300)
        call = self.root.start("Load", harness.load_argument(OLD))
        last = [self.box.counter()]

        def interfere():
            if self.box.counter() < last[0]:
                self.box.call_foreign()
                last[0] = self.box.counter()
            return call.done

        iterate_until(interfere, what="the end of the load")
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, harness.ERROR + "Foreign")
        self.assertEqual(self.box.loads() - loads, 4)
        self.box.order()
        self.assert_foreign(OLD)
        self.root.load(OLD)
        self.assertEqual(self.assert_executes(OLD), 0)

    def test_staged(self):
        """An image that Execute loads is not started over somebody else's call, and does not stay."""
        self.root.load("", append="single")
        before = self.box.counter()
        self.box.order(delay=300)
        last = [before]
        call = self.root.start("Execute", harness.options_argument())

        def interfere():
            if self.box.counter() < last[0]:
                self.box.call_foreign()
                last[0] = self.box.counter()
            return call.done

        iterate_until(interfere, what="the refusal")
        self.box.order()
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, harness.ERROR + "Foreign")
        self.assertEqual(self.restarts(), [])
        self.assertIsNone(self.box.loaded())
        self.assertEqual(self.root.status()["armed"]["origin"], "custom")

    def test_while_no_daemon_is_there(self):
        self.wait_armed(NEW)
        self.daemon.kill()
        self.box.load_foreign()
        self.restart_daemon()
        self.assert_foreign()
        # It is remembered.
        self.daemon.kill()
        self.restart_daemon()
        self.assert_foreign()

    def test_successor(self):
        """It believes the record, and the counter that has not moved since."""
        self.wait_armed(NEW)
        loads = self.box.loads()
        self.daemon.kill()
        self.restart_daemon()
        self.wait_armed(NEW)
        self.assertEqual(self.box.loads(), loads)
        self.assertEqual(self.assert_executes(), 0)

    def test_killed_while_loading(self):
        self.wait_armed(NEW)
        before = self.box.counter()
        self.box.order(delay=1000)
        self.root.start("Load", harness.load_argument(OLD))
        iterate_until(lambda: self.box.counter() < before, what="the call")
        self.daemon.kill()
        self.box.order()
        self.restart_daemon()
        status = self.wait_armed()
        self.assertEqual(self.assert_executes(status["armed"]["release"]), 0)

    def test_limit_is_set(self):
        """From then on the limit counts, and hides what was before: the image is loaded again."""
        self.wait_armed(NEW)
        self.box.write(machine.COUNTER, "5\n")
        status = self.root.status()
        self.assertEqual((status["state"], status["limits"]["kexec-load-limit"]), ("armed", 5))
        self.assertEqual(self.assert_executes(), 1)
        self.assertEqual(self.box.counter(), 4)


class Limited(Case):
    """An administrator's limit stays, and tells as well."""

    @staticmethod
    def prepare(box):
        box.write(machine.COUNTER, "7\n")

    def test_counter(self):
        status = self.wait_armed(NEW)
        self.assertEqual(self.box.counter(), 7 - len(self.box.calls()))
        self.assertEqual(status["limits"]["kexec-load-limit"], self.box.counter())
        self.box.load_foreign()
        self.assert_foreign()


class Uncounted(Case):
    """A kernel before 6.3: the flag is all there is."""

    @staticmethod
    def prepare(box):
        box.remove(machine.COUNTER)

    def test_successor_is_asked_at_once(self):
        """A daemon that takes over has yet to find the files that it loads once more."""
        self.wait_armed(NEW)
        for number in range(500):  # the look takes its time
            self.box.install(f"5.10.{number}-amd64")
        self.daemon.kill()
        self.restart_daemon()
        self.assertEqual(self.root.can_execute()[0], "yes")
        self.daemon.kill()
        self.restart_daemon()
        self.assertEqual(self.assert_executes(), 1)

    def test_loaded_over(self):
        """Nobody notices, and the announced image is what starts."""
        before = self.wait_armed(NEW)
        self.box.load_foreign()
        self.assertEqual(self.root.status()["state"], "armed")
        seen = []
        self.active.connection.signal_subscribe(
            harness.NAME, harness.INTERFACE, "Progress", harness.PATH, None, 0,
            lambda *arguments: seen.append(arguments[5].unpack()),
        )
        self.assertEqual(self.assert_executes(), 1)
        iterate_until(lambda: ("execute", 1.0) in seen, what="progress")
        self.assertIn(("load", 0.0), seen)
        status = self.root.status()
        self.assertEqual((status["generation"], status["armed"]["digest"]), (before["generation"], before["armed"]["digest"]))

    def test_forced(self):
        self.wait_armed(NEW)
        self.box.load_foreign()
        self.root.execute(force=True)
        self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_pinned(self):
        self.wait_armed(NEW)
        self.root.load(OLD)
        self.box.load_foreign()
        self.assertEqual(self.assert_executes(OLD), 1)

    def test_successor(self):
        self.wait_armed(NEW)
        self.daemon.kill()
        self.box.load_foreign()
        self.restart_daemon()
        self.wait_armed(NEW)
        self.assertEqual(self.assert_executes(), 1)

    def test_staged(self):
        self.wait_armed(NEW)
        self.root.load("", append="single")
        loads = self.box.loads()
        self.root.execute()
        self.assertEqual(self.box.loads() - loads, 1)
        self.assertEqual(len(self.restarts()), 1)

    def test_changed(self):
        """The same name, another content: not what was announced."""
        self.wait_armed(NEW)
        # What is new here cannot be loaded, so that the old one stays.
        self.box.order(errno=ENOEXEC, times=-1)
        self.box.write(f"boot/initrd.img-{NEW}", b"another initrd")
        iterate_until(lambda: "could not be loaded" in self.root.status()["reason"], what="the failure")
        self.assertEqual(self.root.status()["state"], "stale")
        message = self.expect_error("Changed", self.root.execute)
        self.assertIn("before a restart", message)
        self.assertEqual(self.restarts(), [])

    def test_unreadable(self):
        self.wait_armed(NEW)
        os.rename(self.box.at("boot"), self.box.at("elsewhere"))
        iterate_until(lambda: "image" not in self.root.status()["next"], what="an empty catalogue")
        verdict, details = self.root.can_execute()
        self.assertEqual(verdict, "no")
        self.assertIn("mount", details["reasons"][0])
        self.assertIn("mount", self.expect_error("Incomplete", self.root.execute))
        self.assertEqual(self.restarts(), [])
        self.assertEqual(self.box.loaded(), self.expected_from("elsewhere"))

        os.rename(self.box.at("elsewhere"), self.box.at("boot"))
        iterate_until(lambda: self.root.can_execute()[0] == "yes", what="the files")
        self.assertEqual(self.assert_executes(), 1)

    def expected_from(self, directory):
        os.symlink(directory, self.box.at("boot"))
        try:
            return self.box.expected(NEW)
        finally:
            os.unlink(self.box.at("boot"))

    def test_refused_by_the_kernel(self):
        """What was armed stays, and is not started."""
        self.wait_armed(NEW)
        self.box.order(errno=ENOMEM, times=-1)
        self.expect_error("NoMemory", self.root.execute)
        self.assertEqual(self.restarts(), [])
        self.assertEqual(self.root.status()["state"], "armed")
        self.box.order()
        self.assertEqual(self.assert_executes(), 1)


class Sealed(Case):
    """After Execute's answer nobody loads over what was announced."""

    def test_lock(self):
        self.wait_armed(NEW)
        self.assert_executes()
        self.assertFalse(self.locked())
        self.announce(True)
        self.assertTrue(self.locked())
        self.assertEqual(self.root.status()["state"], "executing")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        # Called off: what is armed stays, and can be started.
        self.announce(False)
        status = self.root.status()
        self.assertEqual(status["state"], "armed")
        self.assertIn("kexec_load_disabled", status["reason"])
        self.assertTrue(status["limits"]["kexec-load-disabled"])
        self.assertEqual(self.assert_executes(), 0)

    def test_loaded_over(self):
        self.wait_armed(NEW)
        self.assert_executes()
        self.box.load_foreign()
        self.announce(True)
        iterate_until(self.locked, what="the lock")
        self.assertIsNone(self.box.loaded())
        self.assertIn("goes through the firmware", self.daemon.log())

    def test_being_loaded_over(self):
        """The other program's load has begun and is not at its end."""
        self.wait_armed(NEW)
        self.assert_executes()
        self.box.call_foreign()
        with open(os.path.join(self.box.kernel, "lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self.box.counter()
            self.announce(True)
            # It is busy for longer than one unload is tried.
            iterate_until(lambda: before - self.box.counter() > 10, what="tries")
            self.assertFalse(self.locked())
        iterate_until(self.locked, what="the lock")
        self.assertIsNone(self.box.loaded())

    def test_unloaded(self):
        """A veto: nothing is loaded in its place."""
        self.wait_armed(NEW)
        self.assert_executes()
        self.box.unload_foreign()
        self.announce(True)
        self.assertTrue(self.locked())

    def test_forced(self):
        self.wait_armed(NEW)
        self.root.execute(force=True)
        self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])
        self.assertTrue(self.locked())

    def test_nobody_executes(self):
        self.wait_armed(NEW)
        self.announce(True)
        self.assertFalse(self.locked())


class WithoutInitrd(Case):
    @staticmethod
    def prepare(box):
        Uncounted.prepare(box)
        box.remove(f"boot/initrd.img-{OLD}")
        box.remove(f"boot/initrd.img-{NEW}")

    def test_successor(self):
        self.wait_armed(NEW)
        self.daemon.kill()
        self.restart_daemon()
        self.root.execute()
        self.assertEqual(self.box.loaded()["initrd"], "-")


class SealedUncounted(Case):
    prepare = staticmethod(Uncounted.prepare)

    def test_called_off(self):
        """What was loaded right before the lock is there for certain."""
        self.wait_armed(NEW)
        self.assertEqual(self.assert_executes(), 1)
        self.announce(True)
        self.announce(False)
        self.assertEqual(self.root.can_execute()[0], "yes")
        self.assertEqual(self.assert_executes(), 0)


class ByItself(Case):
    """Without systemd the daemon restarts the machine itself."""

    with_logind = with_systemd = False

    def test_forced(self):
        restarted = os.path.join(self.box.kernel, "restarted")
        self.wait_armed(NEW)
        self.box.load_foreign()
        self.expect_error("Foreign", self.root.execute, force=True)
        self.assertFalse(os.path.exists(restarted))
        self.assertFalse(self.locked())
        self.root.load()
        self.expect_error("Failed", self.root.execute, force=True)
        self.assertTrue(os.path.exists(restarted))
        self.assertTrue(self.locked())


class Upgraded(Case):
    """The predecessor did not know of the counter: what it loaded is loaded again, once."""

    def test_uncounted_record(self):
        self.wait_armed(NEW)
        self.daemon.kill()
        record = self.box.read("run/kexecd/ledger").decode()
        self.box.write("run/kexecd/ledger", "".join(
            line + "\n" for line in record.splitlines() if not line.startswith("counter=")))
        self.restart_daemon()
        self.wait_armed(NEW)
        self.assertEqual(self.assert_executes(), 1)


if __name__ == "__main__":
    tap.main()
