# SPDX-License-Identifier: LGPL-2.1-or-later
"""The whole table of actions: caller × method × origin × options.

The table below is written out from the contract, independently of the daemon's own.
"""

import os
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, ACCESS_DENIED, CHALLENGE, NOBODY, OLD, ROOT, GLib

# What the installed policy grants: (active user, others).
GRANTS = {
    "load": ("yes", "auth"),
    "load-image": ("auth", "auth"),
    "load-custom": ("auth", "auth"),
    "unload": ("auth", "auth"),
    "execute": ("yes", "auth"),
    "execute-custom": ("auth", "auth"),
    "execute-force": ("auth", "auth"),
    "execute-hazard": ("auth", "auth"),
    "execute-multiple-sessions": ("auth", "auth"),
    "execute-ignore-inhibitors": ("auth", "auth"),
    "schedule": ("auth", "auth"),
    "forgive": ("auth", "auth"),
}

# An action that is granted makes these superfluous.
IMPLIED = {
    "load-image": {"load"},
    "load-custom": {"load", "load-image"},
    "execute-custom": {"execute"},
    "execute-force": {"execute"},
    "execute-hazard": {"execute"},
    "execute-multiple-sessions": {"execute"},
    "execute-ignore-inhibitors": {"execute"},
    "schedule": {"execute"},
}

ORIGINS = ("default", "listed", "custom", "foreign")


def replacing(*actions):
    """Load in any form: what is pinned, custom or foreign must not be replaced just like that."""
    return {
        "default": set(actions),
        "listed": {*actions, "unload"},
        "custom": {*actions, "unload"},
        "foreign": {*actions, "unload"},
    }


def executing(*more):
    return {
        "default": {"execute", *more},
        "listed": {"execute", *more},
        "custom": {"execute-custom", *more},
    }


def in_an_hour():
    return int((time.time() + 3600) * 1e6)


def every(*actions):
    return {origin: set(actions) for origin in ORIGINS}


# name: (what is called, actions needed for each origin of what is loaded, what must be so afterwards)
TABLE = {
    "load": (lambda c: c.load(""), replacing("load"), "armed default"),
    "load-listed": (lambda c: c.load(OLD), replacing("load-image"), "armed listed"),
    "load-append": (lambda c: c.load("", append="single"), replacing("load-custom"), "staged custom"),
    "load-cmdline": (lambda c: c.load("", cmdline="single"), replacing("load-custom"), "staged custom"),
    "load-listed-append": (
        lambda c: c.load(OLD, append="single"), replacing("load-custom"), "staged custom",
    ),
    "load-files": (
        lambda c: c.load_files(case_kernel(), cmdline="single"), replacing("load-custom"), "staged custom",
    ),
    "unload": (lambda c: c.unload(), every("unload"), "idle"),
    "rescan": (lambda c: c.call("Rescan", **harness.CALL.take()), every("load"), None),
    "set-next-restart": (
        lambda c: c.call("SetNextRestart", GLib.Variant("(s)", ("fast",)), **harness.CALL.take()), every("execute"), None,
    ),
    "forgive": (
        lambda c: c.call("Forgive", GLib.Variant("(s)", ("",)), **harness.CALL.take()), every("forgive"), None,
    ),
    "execute": (lambda c: c.execute(), executing(), "restart"),
    "execute-ignore-inhibitors": (
        lambda c: c.execute(ignore_inhibitors=True), executing("execute-ignore-inhibitors"), "restart",
    ),
    "execute-ignore-hazards": (
        lambda c: c.execute(ignore_hazards=True), executing("execute-hazard"), "restart",
    ),
    "execute-ignore-sessions": (
        lambda c: c.execute(ignore_sessions=True), executing("execute-multiple-sessions"), "restart",
    ),
    "execute-both": (
        lambda c: c.execute(ignore_inhibitors=True, ignore_sessions=True),
        executing("execute-ignore-inhibitors", "execute-multiple-sessions"), "restart",
    ),
    "execute-force": (lambda c: c.execute(force=True), executing("execute-force"), "force"),
    "execute-when": (
        lambda c: c.execute(when=in_an_hour()), executing("schedule"), "scheduled",
    ),
    "execute-when-ignore-sessions": (
        lambda c: c.execute(when=in_an_hour(), ignore_sessions=True),
        executing("schedule", "execute-multiple-sessions"), "scheduled",
    ),
    "execute-all": (
        lambda c: c.execute(force=True, ignore_hazards=True, ignore_inhibitors=True, ignore_sessions=True),
        executing("execute-force", "execute-hazard", "execute-ignore-inhibitors", "execute-multiple-sessions"),
        "force",
    ),
}

CAN = {
    "can": ({}, executing()),
    "can-ignore-inhibitors": (
        {"ignore_inhibitors": True}, executing("execute-ignore-inhibitors"),
    ),
    "can-ignore-hazards": ({"ignore_hazards": True}, executing("execute-hazard")),
    "can-ignore-sessions": ({"ignore_sessions": True}, executing("execute-multiple-sessions")),
    "can-force": ({"force": True}, executing("execute-force")),
    "can-when": ({"when": in_an_hour()}, executing("schedule")),
}

FREE = {
    "status": lambda c: c.status(),
    "list-images": lambda c: c.call("ListImages"),
    "cancel": lambda c: c.call("Cancel"),
    "properties": lambda c: c.call(
        "GetAll", GLib.Variant("(s)", (harness.INTERFACE,)),
        interface="org.freedesktop.DBus.Properties",
    ),
}

_kernel = None


def case_kernel():
    global _kernel
    if _kernel is None:
        _kernel = harness.memfd(harness.machine.bzimage("6.6.6-own"))
    return _kernel


def strictest(needed):
    """Those that no other one implies."""
    return {a for a in needed if not any(a in IMPLIED.get(b, ()) for b in needed)}


def verdict(caller, needed):
    if caller == ROOT:
        return "yes"
    return "yes" if all(GRANTS[a][caller != ACTIVE] == "yes" for a in needed) else "challenge"


class Actions(harness.TestCase):
    shared = True

    def begin(self, origin):
        """Puts something of this origin into the kernel or on the stage."""
        if origin == "foreign":
            if self.root.status()["state"] not in ("idle", "foreign"):
                self.root.unload()
            self.box.load_foreign()
            self.assertEqual(self.root.status()["state"], "foreign")
            return
        armed = self.root.status().get("armed", {})
        if armed.get("origin") != origin:
            {
                "default": lambda: self.root.load(""),
                "listed": lambda: self.root.load(OLD),
                "custom": lambda: self.root.load("", append="quiet"),
            }[origin]()
        armed = self.root.status()["armed"]
        self.assertEqual(armed["origin"], origin)
        self.assertEqual(armed["level"], "staged" if origin == "custom" else "armed")

    def attempt(self, function, caller, effect, origin):
        """Calls; where the call is authorised, checks that it did what it should."""
        self.bus.polkit.GetChecks()
        if effect == "restart":
            # Far enough to know: logind was asked, and refused.
            self.bus.logind.SetRestartError(
                GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))
            )
            message = self.expect_error("Busy", function, caller)
            self.assertTrue(message)
            flags = self.bus.logind.TakeRestarts()
            self.assertEqual(len(flags), 1, flags)
            self.assertTrue(flags[0] & 2, "not through kexec")
            return
        if effect == "force":
            self.bus.systemd.SetKExecError(GLib.Variant("(s)", ("org.freedesktop.systemd1.No",)))
            self.expect_error("Failed", function, caller)
            self.assertEqual(self.bus.systemd.TakeCalls(), ["KExec"])
            self.assertEqual(self.bus.logind.TakeRestarts(), [])
            return
        function(caller)
        status = self.root.status()
        if effect == "scheduled":
            self.assertEqual(status["scheduled"]["user"], caller.uid)
            self.assertEqual(self.bus.logind.TakeRestarts(), [])
            self.root.call("Cancel")
        elif effect == "idle":
            self.assertEqual(status["state"], "idle")
            self.assertIsNone(self.box.loaded())
        elif effect is not None:
            level, loaded = effect.split()
            self.assertEqual(status["armed"]["level"], level)
            self.assertEqual(status["armed"]["origin"], loaded)

    def refuse(self, name, function, caller):
        """Calls; must fail with this error and change nothing."""
        before, calls = self.root.status(), self.box.calls()
        self.expect_error(name, function, caller)
        after = self.root.status()
        for key in ("state", "generation", "loads"):
            self.assertEqual(after[key], before[key])
        self.assertEqual(after.get("armed"), before.get("armed"))
        self.assertNotIn("scheduled", after)
        self.assertEqual(self.box.calls(), calls)
        self.assertEqual(self.bus.logind.TakeRestarts(), [])
        self.assertEqual(self.bus.systemd.TakeCalls(), [])

    def asked(self, caller, needed):
        """polkit was asked what the table says, neither less nor something else."""
        actions = {action for action, _interactive, _details in self.checks(caller)}
        self.assertLessEqual(actions, needed)
        self.assertGreaterEqual(actions, strictest(needed))

    def cell(self, uid, function, needed, effect, origin, mode):
        self.begin(origin)
        caller = {ROOT: self.root, ACTIVE: self.active, NOBODY: self.nobody}[uid]
        if mode == "plain":
            if verdict(uid, needed) == "yes":
                self.attempt(function, caller, effect, origin)
                if uid == ROOT:
                    self.assertEqual(self.checks(ROOT), [])
            else:
                self.refuse(CHALLENGE, function, caller)
            return
        if mode.startswith("no "):
            self.set_rule(uid, mode.removeprefix("no "), "no")
            self.refuse(ACCESS_DENIED, function, caller)
            return
        self.set_agent(uid, mode)
        with harness.interactively():
            if mode == "accept":
                self.attempt(function, caller, effect, origin)
                self.asked(uid, needed)
            else:
                self.refuse(ACCESS_DENIED, function, caller)
        prompts = [action for action, interactive, _ in self.checks(uid) if interactive]
        self.assertTrue(prompts)
        self.assertEqual(len(prompts), len(set(prompts)), "asked for the same thing twice")

    def can_cell(self, uid, options, needed, origin, expected):
        self.begin(origin)
        caller = {ROOT: self.root, ACTIVE: self.active, NOBODY: self.nobody}[uid]
        answer, details = caller.can_execute(**options)
        self.assertEqual(answer, expected, details)
        self.assertFalse(any(interactive for _a, interactive, _d in self.checks()))
        armed = self.root.status()["armed"]
        self.assertEqual(details["image"], armed["image"])
        self.assertEqual(details["generation"], self.root.status()["generation"])


def add(name, function):
    name = "test_" + name.replace("-", "_").replace(" ", "_")
    assert not hasattr(Actions, name), name
    setattr(Actions, name, function)


USERS = {ROOT: "root", ACTIVE: "active", NOBODY: "nobody"}

for method, (call, rows, effect) in TABLE.items():
    for origin, needed in rows.items():
        for uid, user in USERS.items():
            modes = ["plain"]
            if verdict(uid, needed) != "yes":
                modes += ["accept", "refuse", "dismiss"]
            if uid != ROOT:
                modes += ["no " + action for action in sorted(strictest(needed))]
            for mode in modes:
                add(
                    f"{method} over {origin} as {user} {mode}",
                    lambda self, uid=uid, call=call, needed=needed, effect=effect, origin=origin,
                    mode=mode: self.cell(uid, call, needed, effect, origin, mode),
                )

for method, (options, rows) in CAN.items():
    for origin, needed in rows.items():
        for uid, user in USERS.items():
            add(
                f"{method} over {origin} as {user}",
                lambda self, uid=uid, options=options, needed=needed, origin=origin: self.can_cell(
                    uid, options, needed, origin, verdict(uid, needed)
                ),
            )
            if uid != ROOT:
                def denied(self, uid=uid, options=options, needed=needed, origin=origin):
                    for action in sorted(strictest(needed)):
                        self.bus.polkit.Reset()
                        self.set_rule(uid, action, "no")
                        self.can_cell(uid, options, needed, origin, "no")

                add(f"{method} over {origin} as {user} denied", denied)

for method, call in FREE.items():
    for uid, user in USERS.items():
        def free(self, uid=uid, call=call):
            self.set_rule(-1, "load", "no")
            self.set_rule(-1, "execute", "no")
            call({ROOT: self.root, ACTIVE: self.active, NOBODY: self.nobody}[uid])
            self.assertEqual(self.checks(), [])

        add(f"{method} as {user}", free)


class NoPolkit(harness.TestCase):
    """Without polkit only root gets anything done, and everybody the answers that are free."""

    with_polkit = False

    def test_no_polkit(self):
        self.wait_armed()
        self.active.status()
        self.expect_error(ACCESS_DENIED, self.active.load, "")
        self.expect_error(ACCESS_DENIED, self.active.execute)
        self.root.load("")


if __name__ == "__main__":
    tap.main()
