# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is promised before a restart, and what the daemon that starts afterwards makes of it."""

import base64
import configparser
import hashlib
import os
import random
import sys
import time
import uuid

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, NEW, OLD, GLib, iterate_until, machine

JOURNAL = "var/lib/kexecd/restarts"
NOTE = "var/lib/kexecd/stopped"
# Linux tells by it what started it: kexec, in the version that kexec_file_load() gives; GRUB.
KEXEC, GRUB = "208\n", "114\n"
SECOND = 1000000


def now():
    return round(time.time() * SECOND)


def started():
    """When this machine started, which is the one that all the others here are."""
    return now() - round(time.clock_gettime(time.CLOCK_BOOTTIME) * SECOND)


def coded(text):
    """What need not be UTF-8 in the journal."""
    return base64.b64encode(text.encode()).decode()


class Base(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.bus.systemd.SetBootTimes(GLib.Variant("(ttt)", (0, 0, 0)))
        self.bus.logind.SetWitness(GLib.Variant("(s)", ("",)))
        self.announced = []
        self.root.connection.signal_subscribe(
            harness.NAME, harness.INTERFACE, "Restarted", harness.PATH, None, 0,
            lambda *arguments: self.announced.append(arguments[5].unpack()[0]),
        )
        self.wait_armed(NEW)

    def journal(self):
        """The file: {group: {key: value}}."""
        return self.parse(self.box.read(JOURNAL).decode()) if os.path.exists(self.box.at(JOURNAL)) else {}

    @staticmethod
    def parse(text):
        parser = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
        parser.read_string(text)
        return {group: dict(parser[group]) for group in parser.sections()}

    def wait_journal(self, condition, what):
        return iterate_until(lambda: condition(self.journal()), what=what)

    def boot_id(self):
        return self.box.read("proc/sys/kernel/random/boot_id").decode().strip()

    def write_note(self, target, *, ago=2, loaded=1):
        """Services had stopped, so many seconds before the machine started again."""
        self.box.write(NOTE, f"[stopped]\nversion=1\nboot-id={self.boot_id()}\ntarget={target}\nticks=0\n"
                             f"realtime={started() - ago * SECOND}\nloaded={loaded}\n")
        os.chmod(self.box.at(NOTE), 0o600)

    def asked_ago(self, ago):
        """What is promised was asked for so many seconds before the machine started again."""
        asked = started() - round(ago * SECOND)
        moments = {"asked": asked, "deadline": asked + 1800 * SECOND}
        group, out = "", []
        for line in self.box.read(JOURNAL).decode().split("[seal]")[0].splitlines():
            group = line if line.startswith("[") else group
            key = line.split("=")[0]
            out.append(f"{key}={moments[key]}\n" if group == "[pending]" and key in moments else line + "\n")
        text = "".join(out)
        self.box.write(JOURNAL, f"{text}[seal]\nsha256={hashlib.sha256(text.encode()).hexdigest()}\n")
        os.chmod(self.box.at(JOURNAL), 0o600)

    def reboot(self, loader, *, release=NEW, cmdline=machine.CMDLINE, asked=4):
        """The machine goes down, with the daemon in whatever it did, and comes up again."""
        if self.daemon.process.poll() is None:
            self.daemon.kill()
        image = os.path.join(self.box.kernel, "image")
        if os.path.exists(image):
            os.unlink(image)
        for name in os.listdir(self.box.at("run/kexecd")):
            os.unlink(self.box.at(f"run/kexecd/{name}"))
        self.box.write("sys/kernel/kexec_loaded", "0\n")
        self.box.write(machine.COUNTER, "-1\n")
        self.box.write("proc/sys/kernel/kexec_load_disabled", "0\n")
        self.box.write("proc/sys/kernel/random/boot_id", f"{uuid.uuid4()}\n")
        self.box.write("proc/sys/kernel/osrelease", f"{release}\n")
        self.box.write("proc/cmdline", f"{cmdline}\n")
        self.box.write("proc/sys/kernel/bootloader_type", loader)
        if "pending" in self.journal():
            self.asked_ago(asked)
        self.restart_daemon()

    def promised_cmdline(self):
        return self.root.status()["armed"]["cmdline"]

    def execute(self):
        """As far as logind; returns the armed command line."""
        cmdline = self.promised_cmdline()
        self.root.execute()
        return cmdline

    def history(self):
        return self.nobody.call("History")[0]

    def finish_boot(self):
        """Everything was started three seconds after the kernel."""
        self.bus.systemd.SetBootTimes(GLib.Variant("(ttt)", (3 * SECOND, 2 * SECOND, 1 * SECOND)))

    def wait_announced(self):
        iterate_until(lambda: self.announced, what="Restarted")
        return self.announced[-1]


class Promise(Base):
    """Before the restart."""

    def test_on_disk_before_logind_is_asked(self):
        self.bus.logind.SetWitness(GLib.Variant("(s)", (self.box.at(JOURNAL),)))
        before = now()
        armed = self.root.status()["armed"]
        self.root.execute()
        pending = self.parse(self.bus.logind.GetWitnessed())["pending"]
        self.assertEqual(pending["image"], coded(armed["image"]))
        self.assertEqual(pending["digest"], armed["digest"])
        self.assertEqual(pending["release"], coded(NEW))
        self.assertEqual(pending["from"], coded(machine.RUNNING))
        self.assertEqual(pending["boot-id"], self.boot_id())
        self.assertEqual(pending["begun"], "execute")
        self.assertTrue(before <= int(pending["asked"]) <= now())
        self.assertGreater(int(pending["deadline"]), int(pending["asked"]))
        self.assertEqual(os.stat(self.box.at(JOURNAL)).st_mode & 0o777, 0o600)

    def test_asked_for_before_what_is_staged_is_loaded(self):
        delay = 2
        self.root.load(append="single")
        self.assertEqual(self.root.status()["state"], "staged")
        self.box.order(delay=delay * 1000)
        self.root.execute()
        loaded = now()
        pending = self.journal()["pending"]
        self.assertLess(int(pending["asked"]), loaded - (delay - 0.1) * SECOND)
        self.assertEqual(int(pending["deadline"]) - int(pending["asked"]), 1800 * SECOND)

    def test_withdrawn_where_the_restart_is_refused(self):
        self.bus.logind.SetWitness(GLib.Variant("(s)", (self.box.at(JOURNAL),)))
        self.bus.logind.SetRestartError(GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",)))
        self.expect_error("Busy", self.root.execute)
        self.assertIn("pending", self.parse(self.bus.logind.GetWitnessed()))
        self.wait_journal(lambda journal: "pending" not in journal, "the promise to be withdrawn")

    def test_withdrawn_where_it_is_called_off(self):
        self.root.execute()
        self.announce(True)
        self.assertIn("pending", self.journal())
        self.announce(False)
        self.wait_journal(lambda journal: "pending" not in journal, "the promise to be withdrawn")

    def test_withdrawn_by_a_successor(self):
        """The daemon was killed after the promise; whoever calls the restart off calls that off."""
        self.root.execute()
        self.daemon.kill()
        self.restart_daemon()
        self.assertIn("pending", self.journal())
        self.announce(False)
        self.wait_journal(lambda journal: "pending" not in journal, "the promise to be withdrawn")

    def test_broken_where_the_image_is_dropped(self):
        cmdline = self.execute()
        self.box.load_foreign()
        self.announce(True)
        self.wait_journal(lambda journal: "dropped" in journal.get("pending", {}), "the promise to be broken")
        self.write_note("kexec", loaded=0)
        self.reboot(GRUB, release=OLD, cmdline=cmdline)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "cold")
        self.assertIn("taken the image out", restart["reason"])

    def test_standing(self):
        def standing(image):
            return lambda journal: journal.get("standing", {}).get("image") == (image and coded(image))

        image = self.root.status()["armed"]["image"]
        self.wait_journal(standing(image), "what is armed to be noted")
        self.root.load("", append="single")
        self.wait_journal(standing(None), "staged to be noted as nothing")
        listed = self.root.load(OLD)["image"]
        self.wait_journal(standing(listed), "what is armed to be noted")
        self.box.load_foreign()
        self.root.status()
        self.wait_journal(standing(None), "a foreign image to be noted as nothing")

    def test_deliberate_stop_leaves_nothing_standing(self):
        self.wait_journal(lambda journal: "standing" in journal, "what is armed to be noted")
        self.bus.systemd.SetStop(GLib.Variant("(ss)", ("running", "stop")))
        self.assertEqual(self.daemon.stop(), 0)
        self.assertIsNone(self.box.loaded())
        self.assertNotIn("standing", self.journal())


class Verdict(Base):
    """After the restart."""

    def test_arrived(self):
        armed = self.root.status()["armed"]
        # The daemon does not see the end of it.
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "arrived")
        self.assertEqual(restart["reason"], "")
        self.assertEqual((restart["from"], restart["to"]), (machine.RUNNING, NEW))
        self.assertEqual(restart["image"], armed["image"])
        self.assertEqual(restart["digest"], armed["digest"])
        self.assertEqual(restart["method"], armed["method"])
        self.assertEqual((restart["begun"], restart["user"]), ("execute", 0))
        self.assertEqual(restart["number"], 1)
        # By this a client tells that it is about the boot that runs.
        self.assertEqual(restart["boot-id"], self.nobody.status()["running"]["boot-id"])
        self.assertNotIn("downtime", restart)
        self.wait_journal(lambda journal: "pending" not in journal, "the verdict on disk")
        self.assertEqual(self.announced, [])

        self.finish_boot()
        announced = self.wait_announced()
        self.assertAlmostEqual(announced["downtime"], 7 * SECOND, delta=SECOND / 10)
        self.assertEqual(sum(announced["phases"].values()), announced["downtime"])
        self.assertAlmostEqual(announced["phases"]["services"], 2 * SECOND, delta=SECOND / 10)
        self.assertEqual(announced["phases"]["userspace"], SECOND)
        self.assertNotIn("saved", announced)
        self.assertEqual(self.history(), [announced])
        self.assertEqual(self.nobody.status()["last-restart"], announced)
        self.assertIn("arrived; it took", self.daemon.log())
        self.wait_journal(lambda journal: int(journal["restart 1"]["total"]) > 0, "the measure on disk")

    def test_once_is_enough(self):
        """Neither decided nor announced again when the daemon starts again in the same boot."""
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline)
        self.finish_boot()
        self.wait_announced()
        self.wait_journal(lambda journal: int(journal["restart 1"]["total"]) > 0, "the measure on disk")
        history = self.history()
        for _ in range(3):
            self.daemon.kill()
            self.restart_daemon()
            self.wait_armed()
            self.assertEqual(self.history(), history)
        self.assertEqual(len(self.announced), 1)
        self.assertNotIn("arrived; it took", self.daemon.log())

    def test_killed_before_the_boot_has_finished(self):
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline)
        self.daemon.kill()
        self.restart_daemon()
        self.assertEqual([restart["verdict"] for restart in self.history()], ["arrived"])
        self.finish_boot()
        self.wait_announced()
        self.assertEqual(len(self.history()), 1)

    def test_lost_counts_and_is_forgiven(self):
        armed = self.root.status()["armed"]
        self.execute()
        self.write_note("kexec")
        self.reboot(GRUB, release=machine.RUNNING)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "lost")
        self.assertIn("without a trace", restart["reason"])
        self.wait_journal(lambda journal: journal.get("failure 1", {}).get("digest") == armed["digest"], "the failure")
        self.finish_boot()
        self.assertEqual(self.wait_announced()["verdict"], "lost")
        self.assertIn("did not arrive (lost)", self.daemon.log())

        def forgive(image, caller=self.root):
            return caller.call("Forgive", GLib.Variant("(s)", (image,)))

        self.expect_error("NoSuchImage", forgive, "no such thing")
        self.expect_error(harness.CHALLENGE, forgive, armed["image"], self.caller(ACTIVE))
        self.assertIn("failure 1", self.journal())
        forgive(armed["image"])
        # On disk when it returns.
        self.assertNotIn("failure 1", self.journal())
        forgive("")

    def test_power_cut_while_services_stop_blames_nobody(self):
        self.execute()
        self.reboot(GRUB, release=machine.RUNNING)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "lost")
        self.assertIn("before all services had stopped", restart["reason"])
        self.wait_journal(lambda journal: "restart 1" in journal, "the verdict on disk")
        self.assertNotIn("failure 1", self.journal())

    def test_wrong_kernel(self):
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, release="6.6.6-other", cmdline=cmdline)
        (restart,) = self.history()
        self.assertEqual((restart["verdict"], restart["to"]), ("wrong-kernel", "6.6.6-other"))

    def test_cold(self):
        self.execute()
        self.write_note("reboot")
        self.reboot(GRUB)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "cold")

    def test_panicked(self):
        self.execute()
        self.write_note("kexec")
        self.box.write("sys/fs/pstore/dmesg-erst-1", "Panic#1 Part1\nKernel panic - not syncing\n")
        died = started() / SECOND - 1
        os.utime(self.box.at("sys/fs/pstore/dmesg-erst-1"), (died, died))
        self.reboot(GRUB)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "panicked")

    def test_an_older_panic_is_not_blamed_on_it(self):
        """However soon after it the next restart begins: a dump lies there until somebody removes it."""
        self.test_panicked()
        self.wait_armed(NEW)
        self.execute()
        self.write_note("kexec")
        self.reboot(GRUB)
        self.assertEqual([restart["verdict"] for restart in self.history()], ["lost", "panicked"])

    def test_ordinary(self):
        """Somebody else restarts, and systemd starts what is armed."""
        self.wait_journal(lambda journal: "standing" in journal, "what is armed to be noted")
        cmdline = self.promised_cmdline()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline)
        (restart,) = self.history()
        self.assertEqual((restart["verdict"], restart["begun"]), ("arrived", "ordinary"))
        self.assertNotIn("user", restart)
        self.finish_boot()
        self.assertAlmostEqual(self.wait_announced()["downtime"], 5 * SECOND, delta=SECOND / 10)

    def test_unseen(self):
        self.wait_journal(lambda journal: "standing" in journal, "what is armed to be noted")
        cmdline = self.promised_cmdline()
        self.reboot(KEXEC, cmdline=cmdline)
        (restart,) = self.history()
        self.assertEqual((restart["verdict"], restart["begun"]), ("arrived", "unseen"))
        self.assertNotIn("asked", restart)
        self.finish_boot()
        self.assertNotIn("downtime", self.wait_announced())

    def test_nobody_promised_anything(self):
        self.wait_journal(lambda journal: "standing" in journal, "what is armed to be noted")
        self.reboot(KEXEC, release="6.6.6-other")
        self.assertEqual(self.history(), [])
        self.wait_armed()
        self.write_note("reboot")
        self.reboot(GRUB)
        self.assertEqual(self.history(), [])
        self.assertNotIn("last-restart", self.root.status())

    def test_promise_that_was_outlived(self):
        """The daemon was killed, the restart did not begin, and hours later somebody restarts."""
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline, asked=2 * 3600)
        (restart,) = self.history()
        self.assertEqual((restart["verdict"], restart["begun"]), ("arrived", "ordinary"))

    def test_clock_set_back(self):
        """By a year: the verdict needs no clock, and a time that cannot be is not told."""
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline, asked=-365 * 24 * 3600)
        (restart,) = self.history()
        self.assertEqual(restart["verdict"], "arrived")
        self.finish_boot()
        announced = self.wait_announced()
        self.assertAlmostEqual(announced.get("downtime", 5 * SECOND), 5 * SECOND, delta=SECOND / 10)

    def boot_cold(self):
        """An orderly reboot through the firmware: how long the journal says that it took."""
        self.write_note("reboot", ago=40)
        self.reboot(GRUB)
        self.finish_boot()
        self.wait_journal(lambda journal: int(journal.get("journal", {}).get("cold", 0)) > 0, "the cold boot")
        return int(self.journal()["journal"]["cold"])

    def test_saved(self):
        """A cold boot is measured, and what a fast restart saves against it is told."""
        cold = self.boot_cold()
        self.assertAlmostEqual(cold, 43 * SECOND, delta=SECOND / 10)
        self.assertEqual(self.announced, [])

        self.wait_armed()
        self.assertNotIn("saved", self.root.can_execute()[1])
        self.bus.systemd.SetBootTimes(GLib.Variant("(ttt)", (0, 0, 0)))
        cmdline = self.execute()
        self.write_note("kexec", ago=1)
        self.reboot(KEXEC, cmdline=cmdline)
        self.finish_boot()
        saved = self.wait_announced()["saved"]
        self.assertAlmostEqual(saved, 39 * SECOND, delta=SECOND / 5)
        self.wait_armed()
        self.assertEqual(self.root.can_execute()[1]["saved"], saved)
        # A cold boot is not measured again by a daemon that starts again.
        self.assertEqual(int(self.journal()["journal"]["cold"]), cold)

    def test_cold_boots(self):
        """The last that followed an orderly stop counts, whatever the clock says."""
        cold = self.boot_cold()
        self.wait_armed()

        # after a power cut the note is still that of the stop before
        self.bus.systemd.SetBootTimes(GLib.Variant("(ttt)", (6 * SECOND, 2 * SECOND, 1 * SECOND)))
        self.reboot(GRUB)
        self.wait_armed()
        time.sleep(3)
        self.assertEqual(int(self.journal()["journal"]["cold"]), cold)

        self.write_note("reboot", ago=20)
        self.reboot(GRUB)
        self.wait_journal(lambda journal: int(journal["journal"]["cold"]) < 27 * SECOND, "the next cold boot")


class Kill(Base):
    """kill -9 at random moments of an Execute. KEXECD_TEST_KILLS: how often; KEXECD_TEST_SEED repeats."""

    def test_kill(self):
        seed = int(os.environ.get("KEXECD_TEST_SEED", random.randrange(1 << 32)))
        kills = int(os.environ.get("KEXECD_TEST_KILLS", "40"))
        print(f"# seed {seed}")
        rng = random.Random(seed)
        began = 0
        for i in range(kills):
            self.wait_armed(NEW)
            cmdline = self.promised_cmdline()
            digest = self.root.status()["armed"]["digest"]
            before = len(self.history())
            self.wait_journal(lambda journal: "standing" in journal, "what is armed to be noted")
            self.root.start("Execute", harness.options_argument())
            # The moment is what is random here; no event stands for it.
            time.sleep(rng.choice([0, rng.random() * 0.01, rng.random() * 0.05]))
            self.daemon.kill()
            with self.subTest(kill=i):
                asked = bool(self.bus.logind.TakeRestarts())
                began += asked
                pending = self.journal().get("pending")
                if asked:
                    self.assertIsNotNone(pending, "a restart has begun that nobody has promised")
                if pending:
                    self.assertEqual(pending["digest"], digest)
                # Where logind was asked the machine restarts; else somebody else does that.
                self.write_note("kexec")
                self.reboot(KEXEC, cmdline=cmdline)
                history = self.history()
                self.assertEqual(len(history), min(before + 1, 64))
                self.assertEqual(history[0]["verdict"], "arrived")
                self.assertEqual(history[0]["begun"], "execute" if pending else "ordinary")
                self.assertNotIn("journal", self.root.status())
        print(f"# {kills} kills, {began} restarts had begun")


class Quarantine(Base):
    """What fails again and again is given up, until somebody forgives."""

    def test_three_failures(self):
        image = self.root.status()["armed"]["image"]
        for n in range(1, 10):
            status = self.root.status()
            if status.get("armed", {}).get("image") != image:
                break
            self.execute()
            self.write_note("kexec")
            self.reboot(GRUB, release=machine.RUNNING)
            self.assertEqual([restart["verdict"] for restart in self.history()], ["lost"] * n)
            self.root.call("Rescan") if n < 3 else iterate_until(
                lambda: self.root.status()["state"] not in ("loading",), what="rest")
        self.assertEqual(n, 4)
        message = self.expect_error("Quarantined", self.root.load, image)
        self.assertIn("forgive", message)
        self.root.call("Forgive", GLib.Variant("(s)", (image,)))
        # Armed again when the answer is there.
        self.assertEqual(self.root.status()["armed"]["image"], image)
        self.execute()


class Spoilt(Base):
    """A journal that is of no use costs the history, and nothing else."""

    def spoil(self, content):
        self.execute()
        self.daemon.kill()
        self.box.write(JOURNAL, content)
        os.chmod(self.box.at(JOURNAL), 0o600)
        self.restart_daemon()
        status = self.root.status()
        self.assertEqual(self.box.read(JOURNAL + ".bad"), content)
        self.assertIn("restarts.bad", status["journal"])
        self.assertIn("restarts.bad", self.daemon.log())
        self.assertEqual(status["armed"]["release"], NEW)
        self.assertEqual(self.history(), [])
        # From then on it is kept again.
        self.wait_journal(lambda journal: "standing" in journal, "a new journal")
        self.daemon.kill()
        self.restart_daemon()
        self.assertNotIn("journal", self.root.status())

    def test_noise(self):
        self.spoil(os.urandom(4096))

    def test_empty(self):
        self.spoil(b"")

    def test_newer(self):
        self.spoil(b"[journal]\nversion=2\nnext=1\nsomething=else\n")

    def test_cut(self):
        self.wait_journal(lambda journal: "standing" in journal, "a journal")
        self.spoil(self.box.read(JOURNAL)[:-40])

    def test_note(self):
        cmdline = self.execute()
        self.box.write(NOTE, b"\xff\x00noise")
        os.chmod(self.box.at(NOTE), 0o600)
        self.reboot(KEXEC, cmdline=cmdline)
        self.assertEqual([restart["verdict"] for restart in self.history()], ["arrived"])
        self.assertTrue(os.path.exists(self.box.at(NOTE + ".bad")))
        self.assertIn("stopped.bad", self.root.status()["journal"])

    def test_unwritable(self):
        """It goes on in memory, Execute as well, and what is wrong is told until it is over."""
        directory = os.path.dirname(self.box.at(JOURNAL))
        self.daemon.kill()
        os.rename(directory, directory + ".away")
        self.box.write("var/lib/kexecd", "no directory")
        self.restart_daemon()
        self.wait_armed(NEW)
        problem = iterate_until(lambda: self.root.status().get("journal"), what="the problem")
        self.assertIn("cannot be written", problem)
        self.assertIn("within a minute", problem)
        self.assertEqual(self.daemon.log().count("the journal of restarts cannot be written"), 1)
        self.root.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertIn("the restart goes on", self.daemon.log())
        self.announce(False)

        self.box.remove("var/lib/kexecd")
        os.rename(directory + ".away", directory)
        self.root.load("", append="single")
        iterate_until(lambda: "journal" not in self.root.status(), what="the problem to be over")
        self.assertNotIn("standing", self.journal())


class Ladder(Base):
    """Restart after restart fails: a slower way, then none, and what comes next."""

    @staticmethod
    def prepare(box):
        box.tell_memory()

    def lose(self):
        """What is armed is started, and the machine comes back through its firmware. Returns the way."""
        method = self.root.status()["armed"]["method"]
        self.execute()
        self.write_note("kexec")
        self.reboot(GRUB, release=machine.RUNNING)
        return method

    def test_down_and_back(self):
        digest = self.root.status()["armed"]["digest"]
        # The kernel of these tests cannot be unpacked beforehand: the first rung is missing.
        self.assertEqual(self.lose(), "bzimage")
        armed = self.wait_armed(NEW)["armed"]
        self.assertIn("by bzimage failed", armed["method-reason"])
        self.assertEqual(self.lose(), "files")
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual(armed["digest"], digest)
        self.assertIn("no other way is left", armed["method-reason"])
        self.assertEqual(self.lose(), "files")

        self.assertIn(f"{NEW} is quarantined: the last 3 restarts", self.wait_state("failed")["reason"])
        self.assertIn("without a trace", self.expect_error("Quarantined", self.root.load))
        self.expect_error("NotArmed", self.root.execute)
        self.root.call("Forgive", GLib.Variant("(s)", (NEW,)))
        armed = self.wait_armed(NEW)["armed"]
        self.assertEqual((armed["method"], armed["digest"]), ("bzimage", digest))

    def test_an_arrival_ends_the_row(self):
        """… and the way that failed is still not taken."""
        self.lose()
        self.wait_armed(NEW)
        self.lose()
        self.wait_armed(NEW)
        cmdline = self.execute()
        self.write_note("kexec")
        self.reboot(KEXEC, cmdline=cmdline)
        self.wait_armed(NEW)
        self.assertEqual(self.lose(), "files")
        self.wait_armed(NEW)

    def test_a_picked_one(self):
        for _ in range(3):
            self.root.load(OLD)
            self.lose()
            self.assertEqual(self.wait_armed(NEW)["armed"]["origin"], "default")
        self.assertIn(f"{OLD} is quarantined", self.expect_error("Quarantined", self.root.load, OLD))
        self.wait_armed(NEW)

    def test_what_did_not_fail_for_it(self):
        """A restart that somebody takes back through the firmware is nobody's fault."""
        for _ in range(4):
            self.execute()
            self.write_note("reboot")
            self.reboot(GRUB, release=machine.RUNNING)
            self.assertEqual(self.wait_armed(NEW)["armed"]["method"], "bzimage")


if __name__ == "__main__":
    tap.main()
