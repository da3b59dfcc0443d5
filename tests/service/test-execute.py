# SPDX-License-Identifier: LGPL-2.1-or-later
"""Execute: sessions, inhibitors, prompts, consents, and what happens meanwhile."""

import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACCESS_DENIED, ACTIVE, CHALLENGE, NEW, NOBODY, OLD, OTHER, GLib, iterate_until

BUSY = GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))
OLD_FLAGS = GLib.Variant("(t)", (3,))
NEW_FLAGS = GLib.Variant("(t)", (31,))


class Base(harness.TestCase):
    shared = True

    def setUp(self):
        super().setUp()
        self.bus.logind.SetKnownFlags(NEW_FLAGS)
        if self.root.status().get("armed", {}).get("origin") != "default":
            self.root.load("")
        self.wait_armed(NEW)

    def refused(self, name, function, *arguments, **options):
        """Refused, and nothing began."""
        message = self.expect_error(name, function, *arguments, **options)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertEqual(self.bus.systemd.TakeCalls(), [])
        self.assertEqual(self.root.status()["state"], "armed")
        return message

    def prompts(self):
        return self.bus.polkit.CountPending()

    def wait_prompts(self, n):
        iterate_until(lambda: self.prompts() == n, what=f"{n} open prompts")


class Situation(Base):
    """A restart disturbs nobody who has not consented."""

    def setUp(self):
        super().setUp()
        self.bus.logind.SetRestartError(BUSY)
        self.set_agent(ACTIVE, "accept")

    def test_alone(self):
        self.add_session(ACTIVE, "anna")
        self.expect_error("Busy", self.active.execute)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])

    def test_other_session(self):
        self.add_session(ACTIVE, "anna", session="1")
        self.add_session(OTHER, "bert", session="2")
        for caller in (self.active, self.root):
            message = self.refused("OtherSessions", caller.execute)
            self.assertIn("bert", message)
            self.assertIn("ignore-sessions", message)

    def test_other_session_named_to_the_owner_of_the_other(self):
        self.add_session(ACTIVE, "anna", session="1")
        self.add_session(OTHER, "bert", session="2")
        other = self.caller(OTHER)
        self.set_rule(OTHER, "execute", "yes")
        message = self.refused("OtherSessions", other.execute)
        self.assertIn("anna", message)
        self.assertNotIn("bert", message)

    def test_other_session_with_consent(self):
        self.add_session(OTHER, "bert")
        self.expect_error("Busy", self.root.execute, ignore_sessions=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        with harness.interactively():
            self.expect_error("Busy", self.active.execute, ignore_sessions=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])

    def test_wrong_consent(self):
        self.add_session(OTHER, "bert")
        self.refused("OtherSessions", self.root.execute, ignore_inhibitors=True)
        self.bus.logind.ClearSessions()
        self.add_inhibitor(0)
        self.refused("Inhibited", self.root.execute, ignore_sessions=True)

    def test_inhibitor(self):
        for uid in (0, ACTIVE, OTHER):
            for mode in ("block", "block-weak"):
                self.bus.logind.ClearInhibitors()
                self.add_inhibitor(uid, what="sleep:shutdown", who="backup", why="half done", mode=mode)
                for caller in (self.active, self.root):
                    message = self.refused("Inhibited", caller.execute)
                    self.assertIn("backup", message)
                    self.assertIn("half done", message)
                    self.assertIn("ignore-inhibitors", message)

    def test_inhibitors_of_something_else(self):
        self.add_inhibitor(0, what="sleep")
        self.add_inhibitor(0, mode="delay")
        self.expect_error("Busy", self.active.execute)

    def test_inhibitor_with_consent(self):
        self.add_inhibitor(0)
        self.expect_error("Busy", self.root.execute, ignore_inhibitors=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [2 | 16])

    def test_inhibitor_with_consent_on_older_logind(self):
        self.bus.logind.SetKnownFlags(OLD_FLAGS)
        self.add_inhibitor(0)
        self.expect_error("Busy", self.root.execute, ignore_inhibitors=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [2])

    def test_can_execute_names_the_consents(self):
        self.add_session(OTHER, "bert")
        self.add_inhibitor(0, who="backup")
        verdict, details = self.root.can_execute()
        self.assertEqual(verdict, "no")
        self.assertEqual(sorted(details["consents"]), ["ignore-inhibitors", "ignore-sessions"])
        reasons = " ".join(details["reasons"])
        self.assertIn("bert", reasons)
        self.assertIn("backup", reasons)
        verdict, details = self.root.can_execute(ignore_inhibitors=True, ignore_sessions=True)
        self.assertEqual(verdict, "yes")

    def test_hostile_texts(self):
        """What others chose to write ends up in one clean line of bounded length."""
        self.add_inhibitor(OTHER, who="x\nroot: all is well\x1b[2J", why="y" * 50000)
        message = self.refused("Inhibited", self.root.execute)
        self.assertNotIn("\n", message)
        self.assertNotIn("\x1b", message)
        self.assertLess(len(message), 1000)


class Prompts(Base):
    """While somebody types a password the world goes on."""

    def setUp(self):
        super().setUp()
        self.set_agent(NOBODY, "hang")
        self.set_agent(ACTIVE, "hang")

    def test_details(self):
        self.set_agent(NOBODY, "accept")
        self.bus.logind.SetRestartError(BUSY)
        with harness.interactively():
            self.expect_error("Busy", self.nobody.execute)
        (check,) = [c for c in self.checks(NOBODY) if c[1]]
        self.assertEqual(check[2]["release"], NEW)
        self.assertTrue(check[2]["image"])

    def test_changed_with_expect(self):
        generation = self.root.status()["generation"]
        self.root.load(OLD)
        self.refused("Changed", self.root.execute, expect=generation)
        self.assertNotEqual(self.root.status()["generation"], generation)

    def test_changed_during_the_prompt(self):
        """Also without the option: the prompt named another image."""
        for options in ({}, {"expect": self.root.status()["generation"]}):
            self.root.load("")
            if options:
                options["expect"] = self.root.status()["generation"]
            call = self.nobody.start("Execute", harness.options_argument(**options), interactive=True)
            self.wait_prompts(1)
            self.root.load(OLD)
            self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, True)))
            with self.assertRaises(harness.BusError) as context:
                call.wait()
            self.assertEqual(context.exception.name, harness.ERROR + "Changed")
            self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_custom_during_the_prompt(self):
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        self.root.load("", append="init=/bin/sh")
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, True)))
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, harness.ERROR + "Changed")
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_situation_changes_during_the_prompt(self):
        for change, error in (
            (lambda: self.add_inhibitor(0), "Inhibited"),
            (lambda: self.add_session(OTHER, "bert"), "OtherSessions"),
        ):
            self.bus.logind.ClearInhibitors()
            call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
            self.wait_prompts(1)
            change()
            self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, True)))
            with self.assertRaises(harness.BusError) as context:
                call.wait()
            self.assertEqual(context.exception.name, harness.ERROR + error)
            self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_expecting_what_comes_next(self):
        """Who may start the default image does not get a custom one by guessing its generation."""
        generation = self.root.status()["generation"]
        self.box.order(delay=1500)
        load = self.root.start(
            "Load", GLib.Variant("(sa{sv})", ("", harness.variants({"append": "init=/bin/sh"}))))
        # The load has the turn when this is answered.
        self.assertEqual(self.root.status()["generation"], generation)
        execute = self.active.start(
            "Execute", harness.options_argument(expect=generation + 1))
        self.assertEqual(load.wait()[0]["origin"], "custom")
        self.assertEqual(self.root.status()["generation"], generation + 1)
        with self.assertRaises(harness.BusError) as context:
            execute.wait()
        # On a slow machine the custom image is there before polkit is asked.
        self.assertIn(context.exception.name, (harness.ERROR + "Changed", harness.CHALLENGE))
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.box.order()
        self.root.load("")

    def test_unloaded_during_the_prompt(self):
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        self.box.unload_foreign()
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, True)))
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertIn(context.exception.name, (harness.ERROR + "NotArmed", harness.ERROR + "Changed"))
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.root.load("")

    def test_status_meanwhile(self):
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        self.assertEqual(self.active.status()["state"], "armed")
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (NOBODY, False)))
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, ACCESS_DENIED)

    def test_caller_vanishes(self):
        caller = self.caller(NOBODY)
        caller.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        caller.close()
        self.wait_prompts(0)
        self.assertEqual(self.bus.polkit.GetCancelled(), [NOBODY])
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_cancel(self):
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        # Somebody else's Cancel ends nothing.
        self.active.call("Cancel")
        self.assertEqual(self.prompts(), 1)
        self.caller(NOBODY).call("Cancel")
        with self.assertRaises(harness.BusError) as context:
            call.wait()
        self.assertEqual(context.exception.name, harness.ERROR + "Failed")
        self.wait_prompts(0)
        self.assertEqual(self.bus.polkit.GetCancelled(), [NOBODY])

    def test_cancel_by_root(self):
        calls = [
            self.nobody.start("Execute", harness.options_argument(), interactive=True),
            self.active.start("Unload", harness.options_argument(), interactive=True),
            self.active.start("Load", harness.load_argument(OLD), interactive=True),
        ]
        self.wait_prompts(3)
        self.root.call("Cancel")
        for call in (calls[0], calls[2]):
            with self.assertRaises(harness.BusError) as context:
                call.wait()
            self.assertEqual(context.exception.name, harness.ERROR + "Failed")
        self.bus.polkit.AnswerPending(GLib.Variant("(ib)", (-1, False)))
        with self.assertRaises(harness.BusError):
            calls[1].wait()

    def test_cap(self):
        """One user's calls are capped; another user's are not touched by that."""
        calls = []
        for _ in range(3):
            caller = self.caller(NOBODY)
            calls += [
                caller.start("Execute", harness.options_argument(), interactive=True)
                for _ in range(40)
            ]
        iterate_until(lambda: sum(c.done for c in calls) >= 60, what="refusals")
        refused = [c for c in calls if c.done]
        for call in refused:
            self.assertEqual(call.error.name, harness.LIMITS)
        iterate_until(lambda: self.prompts() + sum(c.done for c in calls) == len(calls))
        self.assertGreater(self.prompts(), 0)
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.active.execute)
        self.root.call("Cancel")
        for call in calls:
            iterate_until(lambda call=call: call.done)
        self.wait_prompts(0)
        # And the cap is free again.
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        self.root.call("Cancel")

    def test_polkit_vanishes_during_the_prompt(self):
        call = self.nobody.start("Execute", harness.options_argument(), interactive=True)
        self.wait_prompts(1)
        process = self.bus.mocks.pop(0)
        process.terminate()
        process.wait()
        try:
            with self.assertRaises(harness.BusError) as context:
                call.wait()
            self.assertEqual(context.exception.name, ACCESS_DENIED)
            self.expect_error(ACCESS_DENIED, self.active.execute)
        finally:
            self.bus.start_polkit()
            self.bus.mocks.insert(0, self.bus.mocks.pop())
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.active.execute)


class Custom(Base):
    """An image of an administrator's own is out of reach for everybody else."""

    def test_staged_only(self):
        self.root.load("", append="single")
        status = self.root.status()
        self.assertEqual((status["state"], status["armed"]["level"]), ("staged", "staged"))
        # An ordinary reboot looks at this.
        self.assertEqual(self.box.read("sys/kernel/kexec_loaded"), b"0\n")
        self.assertIsNone(self.box.loaded())
        self.expect_error(CHALLENGE, self.active.execute)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_execute_by_root(self):
        self.root.load("", append="single")
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.root.execute)
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        # Refused, so it is out of the kernel again.
        iterate_until(lambda: self.box.loaded() is None, what="the custom image to be unloaded")
        self.assertEqual(self.root.status()["state"], "staged")

    def test_loaded_for_the_restart(self):
        """What the kernel holds when logind is asked is what was staged."""
        self.root.load("", append="single")
        self.bus.logind.SetRestartError(BUSY)
        self.expect_error("Busy", self.root.execute)
        loaded = [what for verb, result, what in self.box.calls() if (verb, result) == ("load", "0")]
        self.assertTrue(loaded[-1].endswith(f"cmdline={harness.machine.CMDLINE} single"), loaded[-1])

    def test_load_fails(self):
        self.root.load("", append="single")
        self.box.order(errno=12, times=-1)
        self.expect_error("NoMemory", self.root.execute)
        self.box.order()
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertEqual(self.root.status()["state"], "staged")


class Begun(harness.TestCase):
    """Restarts that begin."""

    def test_execute(self):
        self.wait_armed(NEW)
        self.active.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertEqual(self.root.status()["state"], "executing")
        self.expect_error("Busy", self.root.execute)
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_custom(self):
        self.wait_armed(NEW)
        self.root.load("", append="single")
        self.root.execute()
        self.assertEqual(self.bus.logind.TakeRestarts(), [3])
        self.assertEqual(self.box.loaded(), self.box.expected(NEW, harness.machine.CMDLINE + " single"))

    def test_force(self):
        self.wait_armed(NEW)
        self.root.execute(force=True)
        self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_not_armed(self):
        self.wait_armed(NEW)
        self.root.unload()
        self.expect_error("NotArmed", self.root.execute)
        self.expect_error("NotArmed", self.root.execute, force=True)
        self.assertEqual(self.root.can_execute()[0], "no")

    def test_foreign(self):
        self.wait_armed(NEW)
        self.root.unload()
        self.box.load_foreign()
        self.expect_error("Foreign", self.root.execute)
        self.expect_error("Foreign", self.root.execute, force=True)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertEqual(self.root.status()["state"], "foreign")

    def test_unloaded_behind_the_back(self):
        """The flag fell: never a cold restart in the place of a fast one."""
        self.wait_armed(NEW)
        self.box.unload_foreign()
        self.expect_error("NotArmed", self.active.execute)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])


class NoLogind(harness.TestCase):
    with_logind = False

    def test_unsupported(self):
        self.wait_armed(NEW)
        message = self.expect_error("Unsupported", self.root.execute)
        self.assertIn("logind", message)
        self.assertIn("force", message)
        self.root.execute(force=True)
        self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])


class NoSystemd(harness.TestCase):
    with_logind = False
    with_systemd = False

    def test_force_for_root_only(self):
        self.wait_armed(NEW)
        self.expect_error("Unsupported", self.root.execute)
        self.set_rule(ACTIVE, "execute-force", "yes")
        restarted = os.path.join(self.box.kernel, "restarted")
        self.expect_error("Unsupported", self.active.execute, force=True)
        self.assertFalse(os.path.exists(restarted))
        self.expect_error("Failed", self.root.execute, force=True)
        self.assertTrue(os.path.exists(restarted))


if __name__ == "__main__":
    tap.main()
