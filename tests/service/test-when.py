# SPDX-License-Identifier: LGPL-2.1-or-later
"""Execute at a later time: what stops it then, who may end it, what survives, who is told."""

import os
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, CHALLENGE, INVALID_ARGS, NEW, NOBODY, OLD, OTHER, ROOT, GLib, iterate_until

HOUR = 3600


def at(seconds):
    """The option's value: so long from now, by the real clock."""
    return int((time.time() + seconds) * 1e6)


class Base(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.wait_armed(NEW)
        self.bus.systemd.TakeUnits()
        self.set_rule(ACTIVE, "schedule", "yes")

    @staticmethod
    def prepare(box):
        box.write("usr/bin/wall", "")
        os.chmod(box.at("usr/bin/wall"), 0o755)

    def scheduled(self):
        return self.root.status().get("scheduled")

    def schedule(self, caller, seconds=HOUR, **options):
        when = at(seconds)
        caller.execute(when=when, **options)
        self.assertEqual(self.scheduled()["when"], when)
        return when

    def wait_restart(self):
        return iterate_until(lambda: list(self.bus.logind.TakeRestarts()), what="a restart")

    def wait_stopped(self, *words):
        """It ends without a restart, says so to everybody, and is not tried again."""
        stopped = iterate_until(lambda: self.root.status().get("schedule-stopped"),
                                what="the schedule to be stopped")
        for word in words:
            self.assertIn(word, stopped)
        self.assertIsNone(self.scheduled())
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertFalse(os.path.exists(self.box.at("run/kexecd/schedule")))
        (note,) = self.notes(1)
        self.assertIn("does not take place", note)
        self.assertIn(stopped.replace("“", "?").replace("”", "?"), note)
        self.box.set_clock(3 * HOUR)
        self.restart_anew()
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def restart_anew(self):
        self.daemon.kill()
        self.restart_daemon()
        self.root.call("Rescan")
        self.wait_armed()

    def notes(self, n):
        """The next n texts for those who are logged in."""
        notes = []

        def arrived():
            for program, *arguments in self.bus.systemd.TakeUnits():
                self.assertEqual(program, "/usr/bin/wall")
                self.assertEqual((arguments[0], arguments[2:]), ("--", ["no-env-expand"]))
                # Lines are broken anywhere between words.
                notes.append(" ".join(arguments[1].split()))
            return len(notes) >= n

        iterate_until(arrived, what=f"{n} notes, not {notes}")
        self.assertEqual(len(notes), n, notes)
        return notes


class Due(Base):
    """When the time has come."""

    def test_restarts(self):
        when = self.schedule(self.active)
        kept = self.scheduled()
        self.assertEqual((kept["user"], kept["user-name"]), (ACTIVE, "daemon"))
        self.assertEqual((kept["image"], kept["release"], kept["consents"]), (NEW, NEW, []))
        self.assertLess(kept["since"], when)
        (note,) = self.notes(1)
        for word in ("daemon", NEW, time.strftime("%Y-%m-%d %H:%M", time.localtime(when / 1e6)), "kexecctl cancel"):
            self.assertIn(word, note)
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])
        self.assertEqual(self.root.status()["state"], "executing")
        self.assertIsNone(self.scheduled())
        self.assertFalse(os.path.exists(self.box.at("run/kexecd/schedule")))

    def test_by_itself(self):
        self.schedule(self.root, 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_warnings(self):
        self.schedule(self.root)
        self.notes(1)
        for minutes in (10, 5, 1):
            self.box.set_clock(HOUR - 60 * minutes + 1)
            (note,) = self.notes(1)
            self.assertIn(f"in {minutes} minute", note)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_clock_set_back(self):
        """The promise is a time of the clock on the wall, and warnings are given anew."""
        self.schedule(self.root)
        self.notes(1)
        self.box.set_clock(HOUR - 30)
        self.assertIn("in 1 minute ", self.notes(1)[0])
        self.box.set_clock(0)
        # One that is set while the other warning is waited for shows that the first change was seen.
        time.sleep(0.1)
        self.box.set_clock(HOUR - 9 * 60)
        self.assertIn("in 9 minutes", self.notes(1)[0])
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_a_little_late(self):
        self.schedule(self.root)
        self.box.set_clock(HOUR + 9 * 60)
        self.assertEqual(self.wait_restart(), [3])

    def test_missed(self):
        self.schedule(self.root)
        self.notes(1)
        self.box.set_clock(HOUR + 11 * 60)
        self.wait_stopped("passed")

    def test_consents(self):
        self.schedule(self.root, ignore_sessions=True, ignore_inhibitors=True)
        self.assertEqual(self.scheduled()["consents"], ["ignore-inhibitors", "ignore-sessions"])
        self.add_session(OTHER, "bert")
        self.add_inhibitor(0)
        self.restart_anew()
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [2 | 16])

    def test_own_session(self):
        self.add_session(ACTIVE, "anna")
        self.schedule(self.active)
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_force(self):
        self.schedule(self.root, force=True)
        self.box.set_clock(HOUR + 1)
        iterate_until(lambda: self.bus.systemd.TakeCalls() == ["KExec"], what="KExec")

    def test_custom(self):
        """Staged until then, in the kernel only for the restart."""
        self.root.load("", append="single")
        self.schedule(self.root)
        self.assertIsNone(self.box.loaded())
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])
        self.assertEqual(self.box.loaded(), self.box.expected(NEW, harness.machine.CMDLINE + " single"))

    def test_loaded_again(self):
        """The same image is the same, whoever dropped and loaded it meanwhile."""
        self.schedule(self.root)
        self.root.unload()
        self.root.load("")
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])


class Stopped(Base):
    """What came up in between."""

    def setUp(self):
        super().setUp()
        self.schedule(self.active)
        self.notes(1)

    def due(self):
        self.box.set_clock(HOUR + 1)

    def test_inhibitor(self):
        self.add_inhibitor(0, who="backup")
        self.due()
        self.wait_stopped("backup")

    def test_session(self):
        self.add_session(OTHER, "bert")
        self.due()
        self.wait_stopped("bert")

    def test_newer_kernel(self):
        self.box.install("6.1.0-33-amd64")
        self.root.call("Rescan")
        self.wait_armed("6.1.0-33-amd64")
        self.due()
        self.wait_stopped("6.1.0-33-amd64", NEW)

    def test_other_files(self):
        self.box.install(NEW, initrd=b"another")
        self.root.call("Rescan")
        self.wait_armed(NEW)
        self.due()
        self.wait_stopped("files")

    def test_picked(self):
        """The same files, but by an administrator's choice: another grant."""
        self.root.load(NEW)
        self.due()
        self.wait_stopped("another image")

    def test_custom(self):
        """Who was allowed to restart later does not get the command line of somebody else."""
        self.root.load("", append="init=/bin/sh")
        self.due()
        self.wait_stopped()

    def test_unloaded(self):
        self.root.unload()
        self.due()
        self.wait_stopped("nothing is loaded")

    def test_foreign(self):
        self.root.unload()
        self.box.load_foreign()
        self.due()
        self.assertIn("another program", iterate_until(lambda: self.root.status().get("schedule-stopped")))
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_logind_refuses(self):
        self.bus.logind.SetRestartError(GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",)))
        self.due()
        iterate_until(lambda: self.root.status().get("schedule-stopped"))
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertIsNone(self.scheduled())

    def test_cold_restart_is_due(self):
        """Asked for by somebody, or left by fwupd: a fast restart would pass by it."""
        self.root.call("SetNextRestart", GLib.Variant("(s)", ("cold",)))
        self.due()
        stopped = iterate_until(lambda: self.root.status().get("schedule-stopped"))
        self.assertIn("through the firmware", stopped)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        # Whoever knew of it when he asked gets what he asked for.
        self.box.set_clock(0)
        self.schedule(self.root)
        self.due()
        self.assertEqual(self.wait_restart(), [3])

    def guests(self, n):
        """So many encrypted guests, which a restart would end; see test-hazards.py."""
        self.box.write("sys/fs/cgroup/misc.current", f"sev 0\nsev_es {n}\n")

    def test_hazard(self):
        self.guests(1)
        self.due()
        stopped = iterate_until(lambda: self.root.status().get("schedule-stopped"))
        self.assertIn("sev_es", stopped)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_hazard_with_consent(self):
        self.root.call("Cancel")
        self.schedule(self.root, ignore_hazards=True)
        self.assertEqual(self.scheduled()["consents"], ["ignore-hazards"])
        self.guests(1)
        self.due()
        self.assertEqual(self.wait_restart(), [3])

    def test_reason_goes_with_the_next_one(self):
        self.add_inhibitor(0)
        self.due()
        iterate_until(lambda: self.root.status().get("schedule-stopped"))
        self.box.set_clock(0)
        self.schedule(self.root)
        self.assertNotIn("schedule-stopped", self.root.status())

    def test_deliberate_stop(self):
        self.bus.systemd.SetStop(GLib.Variant("(ss)", ("running", "stop")))
        self.daemon.stop()
        self.assertIn("kexecd was stopped", self.notes(1)[0])
        self.restart_daemon()
        self.assertIsNone(self.scheduled())


class Survives(Base):
    def test_kill(self):
        when = self.schedule(self.active, ignore_sessions=False)
        kept = self.scheduled()
        self.notes(1)
        self.restart_anew()
        self.assertEqual(self.scheduled(), kept)
        self.assertEqual(kept["when"], when)
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_upgrade(self):
        self.schedule(self.root)
        kept = self.scheduled()
        self.bus.systemd.SetStop(GLib.Variant("(ss)", ("running", "restart")))
        self.daemon.stop()
        self.restart_daemon()
        self.assertEqual(self.scheduled(), kept)

    def test_due_while_dead(self):
        self.schedule(self.root)
        self.daemon.kill()
        self.box.set_clock(HOUR + 60)
        self.restart_daemon()
        self.assertEqual(self.wait_restart(), [3])

    def test_due_while_dead_with_a_newer_kernel(self):
        self.schedule(self.root)
        self.notes(1)
        self.daemon.kill()
        self.box.install("6.1.0-33-amd64")
        self.box.set_clock(HOUR + 60)
        self.restart_daemon()
        self.wait_stopped("6.1.0-33-amd64")

    def test_missed_while_dead(self):
        self.schedule(self.root)
        self.notes(1)
        self.daemon.kill()
        self.box.set_clock(2 * HOUR)
        self.restart_daemon()
        self.wait_stopped("did not run")

    def test_another_boot(self):
        self.schedule(self.root)
        self.notes(1)
        self.daemon.kill()
        self.box.unload_foreign()
        self.box.write("proc/sys/kernel/random/boot_id", "11111111-5a3b-4b7e-9d5a-3b1c2d4e5f60\n")
        self.box.set_clock(HOUR + 60)
        self.restart_anew()
        self.assertIsNone(self.scheduled())
        self.assertNotIn("schedule-stopped", self.root.status())
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_damaged(self):
        self.schedule(self.root)
        self.daemon.kill()
        self.box.write("run/kexecd/schedule", b"[schedule]\nversion=1\nuid=0\nwhen=1\n\xff")
        self.restart_anew()
        self.assertIsNone(self.scheduled())

    def test_only_root_reads_it(self):
        self.schedule(self.root)
        self.assertEqual(os.stat(self.box.at("run/kexecd/schedule")).st_mode & 0o777, 0o600)


class Cancel(Base):
    def ended(self):
        self.assertIsNone(self.scheduled())
        self.assertNotIn("schedule-stopped", self.root.status())
        self.box.set_clock(HOUR + 1)
        self.restart_anew()
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_own(self):
        self.schedule(self.active)
        self.notes(1)
        self.caller(ACTIVE).call("Cancel")
        self.assertIn("it was cancelled.", self.notes(1)[0])
        self.ended()

    def test_root_ends_anybodys(self):
        self.schedule(self.active)
        self.notes(1)
        self.root.call("Cancel")
        self.assertIn("cancelled by root", self.notes(1)[0])
        self.ended()

    def test_others_end_nothing(self):
        for owner in (self.active, self.root):
            self.schedule(owner)
            kept = self.scheduled()
            self.nobody.call("Cancel")
            self.assertEqual(self.scheduled(), kept)
            self.root.call("Cancel")

    def test_then_another(self):
        self.schedule(self.active)
        self.active.call("Cancel")
        self.schedule(self.root, 2 * HOUR)
        self.box.set_clock(HOUR + 1)
        self.notes(3)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.box.set_clock(2 * HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_while_it_waits_for_its_turn(self):
        """It has come due while a load is under way: it can still be cancelled, and is then over."""
        self.schedule(self.active)
        self.notes(1)
        self.box.order(delay=1500)
        load = self.root.start("Load", harness.load_argument(OLD))
        self.root.status()
        self.box.set_clock(HOUR + 1)
        time.sleep(0.2)
        self.active.call("Cancel")
        self.box.order()
        load.wait()
        self.assertIn("cancelled", self.notes(1)[0])
        self.box.set_clock(0)
        self.root.load("")
        self.ended()


class Asked(Base):
    """Who may schedule, and what."""

    def test_already_scheduled(self):
        when = self.schedule(self.active)
        for caller in (self.root, self.active):
            message = self.expect_error("AlreadyScheduled", caller.execute, when=at(2 * HOUR))
            self.assertIn("daemon", message)
            self.assertIn("kexecctl cancel", message)
            self.assertIn(time.strftime("%H:%M", time.localtime(when / 1e6)), message)
        self.assertEqual(self.scheduled()["when"], when)
        verdict, details = self.root.can_execute(when=at(HOUR))
        self.assertEqual(verdict, "no")
        self.assertIn("already", details["reasons"][0])
        # What is not scheduled does not care.
        self.assertEqual(self.root.can_execute()[0], "yes")

    def test_impossible_times(self):
        for seconds in (-1, -HOUR, 367 * 24 * HOUR):
            self.expect_error(INVALID_ARGS, self.active.execute, when=at(seconds))
        for value in (0, 1, 2**63, 2**64 - 1):
            self.expect_error(INVALID_ARGS, self.active.execute, when=value)
        self.assertEqual(self.checks(), [])
        self.assertIsNone(self.scheduled())

    def test_needs_more_than_execute(self):
        self.set_rule(ACTIVE, "schedule", "auth_admin_keep")
        self.assertEqual(self.active.can_execute()[0], "yes")
        self.assertEqual(self.active.can_execute(when=at(HOUR))[0], "challenge")
        self.expect_error(CHALLENGE, self.active.execute, when=at(HOUR))
        self.assertIsNone(self.scheduled())

    def test_time_passes_during_the_prompt(self):
        self.set_agent(NOBODY, "hang")
        call = self.nobody.start("Execute", harness.options_argument(when=at(HOUR)), interactive=True)
        iterate_until(lambda: self.bus.polkit.CountPending() == 1, what="a prompt")
        self.box.set_clock(HOUR + 1)
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, True)))
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, INVALID_ARGS)
        self.assertIsNone(self.scheduled())

    def test_situation_of_now_does_not_matter(self):
        self.add_session(OTHER, "bert")
        self.add_inhibitor(0)
        self.assertEqual(self.root.can_execute(when=at(HOUR))[0], "yes")
        self.schedule(self.root)
        self.bus.logind.ClearSessions()
        self.bus.logind.ClearInhibitors()
        self.box.set_clock(HOUR + 1)
        self.assertEqual(self.wait_restart(), [3])

    def test_nothing_to_start(self):
        self.root.unload()
        self.expect_error("NotArmed", self.root.execute, when=at(HOUR))
        self.root.load("")
        self.expect_error("Changed", self.root.execute, when=at(HOUR), expect=1)
        self.assertIsNone(self.scheduled())


class NoTerminals(harness.TestCase):
    """Where nobody can be told, it works all the same."""

    with_systemd = False

    def test_restarts(self):
        self.wait_armed(NEW)
        self.root.execute(when=at(HOUR))
        self.box.set_clock(HOUR + 1)
        iterate_until(lambda: list(self.bus.logind.TakeRestarts()) == [3], what="a restart")


if __name__ == "__main__":
    tap.main()
