# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the interface promises: options and their types, Status and its redaction, images, the
life of what is armed."""

import hashlib
import os
import sys

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import harness
import tap
from harness import ACTIVE, BUS_ERROR, INVALID_ARGS, NEW, OLD, GLib, iterate_until, machine

METHODS = {
    "Load": lambda options: GLib.Variant("(sa{sv})", ("", options)),
    "Unload": lambda options: GLib.Variant("(a{sv})", (options,)),
    "Execute": lambda options: GLib.Variant("(a{sv})", (options,)),
    "CanExecute": lambda options: GLib.Variant("(a{sv})", (options,)),
}
KNOWN = {
    "Load": {"append": "s", "cmdline": "s", "expect": "t"},
    "LoadFiles": {"expect": "t"},
    "Unload": {"expect": "t"},
    "Execute": {"expect": "t", "force": "b", "ignore-inhibitors": "b", "ignore-sessions": "b", "when": "t"},
    "CanExecute": {"expect": "t", "force": "b", "ignore-inhibitors": "b", "ignore-sessions": "b", "when": "t"},
}
WRONG = {
    "s": [GLib.Variant("t", 1), GLib.Variant("as", ["x"]), GLib.Variant("v", GLib.Variant("s", "x"))],
    "t": [GLib.Variant("u", 1), GLib.Variant("x", 1), GLib.Variant("s", "1")],
    "b": [GLib.Variant("s", "true"), GLib.Variant("u", 1), GLib.Variant("v", GLib.Variant("b", True))],
}


class Options(harness.TestCase):
    shared = True

    def setUp(self):
        super().setUp()
        self.before = self.wait_armed(NEW)

    def invoke(self, method, options):
        if method == "LoadFiles":
            kernel = harness.memfd(machine.bzimage("6.6.6"))
            self.addCleanup(os.close, kernel)
            parameters, fds = harness.load_files_arguments(kernel, [], "x", options)
            self.root.call("LoadFiles", parameters, fds=fds)
        else:
            self.root.call(method, METHODS[method](options))

    def refused(self, method, options, *names):
        message = self.expect_error(INVALID_ARGS, self.invoke, method, options)
        for name in names:
            self.assertIn(name, message)
        after = self.root.status()
        self.assertEqual(after["armed"], self.before["armed"])
        self.assertEqual(after["generation"], self.before["generation"])
        self.assertEqual(self.bus.logind.TakeRestarts(), [])

    def test_unknown(self):
        for method in KNOWN:
            for name in ("ignore-everything", "", "Expect", "ignore_sessions", "x" * 1000):
                with self.subTest(method=method, option=name[:20]):
                    self.refused(method, {name: GLib.Variant("b", True)}, name[:20])

    def test_wrong_type(self):
        for method, options in KNOWN.items():
            for name, kind in options.items():
                for value in WRONG[kind]:
                    with self.subTest(method=method, option=name, type=value.get_type_string()):
                        self.refused(method, {name: value}, name)

    def test_unknown_beside_known(self):
        self.refused("Execute", {"force": GLib.Variant("b", True), "then": GLib.Variant("t", 0)}, "then")

    def test_append_and_cmdline(self):
        self.refused("Load", {"append": GLib.Variant("s", "a"), "cmdline": GLib.Variant("s", "b")})

    def test_wrong_signature(self):
        self.expect_error(INVALID_ARGS, self.root.call, "Load", GLib.Variant("(s)", ("",)))
        self.expect_error(INVALID_ARGS, self.root.call, "Execute", None)

    def test_unknown_member(self):
        for method in ("Schedule", "LoadSegments"):
            self.expect_error(BUS_ERROR + "UnknownMethod", self.root.call, method)

    def test_properties_cannot_be_set(self):
        self.expect_error(
            BUS_ERROR + "AccessDenied", self.active.call, "Set",
            GLib.Variant("(ssv)", (harness.INTERFACE, "State", GLib.Variant("s", "idle"))),
            interface="org.freedesktop.DBus.Properties",
        )
        with self.assertRaises(harness.BusError):
            self.root.call(
                "Set", GLib.Variant("(ssv)", (harness.INTERFACE, "State", GLib.Variant("s", "idle"))),
                interface="org.freedesktop.DBus.Properties",
            )
        self.assertEqual(self.root.status()["state"], "armed")

    def test_options_are_checked_before_anybody_is_asked(self):
        self.set_agent(ACTIVE, "hang")
        with harness.interactively():
            self.expect_error(
                INVALID_ARGS, self.active.execute, when=GLib.Variant("t", 0)
            )
        self.assertEqual(self.checks(), [])

    def test_expect(self):
        generation = self.before["generation"]
        for call in (
            lambda: self.root.load("", expect=generation + 1),
            lambda: self.root.unload(expect=generation + 1),
            lambda: self.root.execute(expect=generation + 1),
        ):
            self.expect_error("Changed", call)
        self.assertEqual(self.root.can_execute(expect=generation + 1)[0], "no")
        self.assertEqual(self.root.can_execute(expect=generation)[0], "yes")


class Status(harness.TestCase):
    shared = True

    def setUp(self):
        super().setUp()
        if self.root.status().get("armed", {}).get("origin") != "default":
            self.root.load("")
        self.status = self.wait_armed(NEW)

    def test_keys(self):
        status = self.status
        self.assertTrue(status["reason"])
        self.assertEqual(status["running"]["release"], machine.RUNNING)
        self.assertTrue(status["running"]["boot-id"])
        self.assertEqual(status["next"]["release"], NEW)
        self.assertTrue(status["next"]["reason"])
        self.assertGreaterEqual(status["loads"], 1)
        self.assertEqual(status["limits"], {"kexec-load-disabled": False, "kexec-load-limit": -1})
        armed = status["armed"]
        self.assertEqual(armed["origin"], "default")
        self.assertEqual(armed["level"], "armed")
        self.assertEqual(armed["release"], NEW)
        self.assertEqual(armed["kernel"], f"/boot/vmlinuz-{NEW}")
        self.assertEqual(armed["initrds"], [f"/boot/initrd.img-{NEW}"])
        self.assertEqual(armed["method"], "files")
        self.assertTrue(armed["method-reason"])
        self.assertRegex(armed["digest"], "^[0-9a-f]{64}$")
        self.assertGreater(armed["since"], 1_600_000_000_000_000)
        self.assertGreater(armed["memory"], 0)
        self.assertEqual(armed["cmdline"], machine.CMDLINE + machine.PANIC)

    def test_properties(self):
        (properties,) = self.active.call(
            "GetAll", GLib.Variant("(s)", (harness.INTERFACE,)),
            interface="org.freedesktop.DBus.Properties",
        )
        self.assertEqual(
            properties,
            {
                "State": "armed",
                "Reason": self.status["reason"],
                "Image": self.status["armed"]["image"],
                "Release": NEW,
                "Generation": self.status["generation"],
                "Ordinary": self.root.status()["ordinary-reboot"],
            },
        )

    def test_the_kernel_holds_what_status_says(self):
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_redaction(self):
        """A command line can hold a secret: others see it only where it is the running one."""
        self.assertEqual(self.active.status()["armed"]["cmdline"], machine.CMDLINE + machine.PANIC)
        self.root.load("", append="rd.luks.key=secret")
        self.assertEqual(
            self.root.status()["armed"]["cmdline"], machine.CMDLINE + " rd.luks.key=secret"
        )
        for caller in (self.active, self.nobody):
            status = caller.status()
            self.assertNotIn("cmdline", status["armed"])
            self.assertNotIn("secret", repr(status))
            (images,) = caller.call("ListImages")
            self.assertNotIn("secret", repr(images))
        # Nor by the answer of a call or by what CanExecute says.
        self.assertNotIn("secret", repr(self.active.can_execute()))

    def test_digest_covers_everything(self):
        digests = {self.status["armed"]["digest"]}
        digests.add(self.root.load("", append="x")["digest"])
        digests.add(self.root.load("", append="y")["digest"])
        digests.add(self.root.load(OLD)["digest"])
        self.assertEqual(len(digests), 4)
        self.assertEqual(self.root.load("")["digest"], self.status["armed"]["digest"])

    def test_generation(self):
        generations = [self.status["generation"]]
        for image, options in ((OLD, {}), ("", {}), ("", {"append": "x"}), ("", {})):
            self.root.load(image, **options)
            generations.append(self.root.status()["generation"])
        for before, after in zip(generations, generations[1:]):
            self.assertNotEqual(before, after)
        self.root.load("")
        self.assertEqual(self.root.status()["generation"], generations[-1])

    def test_identical_is_not_loaded_twice(self):
        loads = self.box.loads()
        self.root.load("")
        self.root.call("Rescan")
        self.assertEqual(self.box.loads(), loads)

    def test_list_images(self):
        (images,) = self.nobody.call("ListImages")
        self.assertEqual([image["release"] for image in images], [NEW, OLD])
        self.assertEqual([image["default"] for image in images], [True, False])
        for image in images:
            self.assertEqual(
                {"id", "title", "version", "release", "architecture", "format", "source", "kernel",
                 "file", "line", "initrds", "default", "why", "complete", "problems"}, set(image),
            )
            self.assertEqual(image["file"], image["kernel"])
            self.assertIn("newe", image["why"])
            self.assertTrue(image["complete"])
            self.assertEqual(image["problems"], [])
            self.assertEqual(image["source"], "plain")
            self.assertEqual(image["format"], "bzimage")
            self.assertEqual(image["architecture"], "x86_64")

    def test_several_initrds(self):
        """Put one behind the other, each padded to four bytes."""
        parts = [b"one", b"three33", b"4444"]
        kernel = machine.bzimage("6.6.6")
        fds = [harness.memfd(part) for part in (kernel, *parts)]
        for fd in fds:
            self.addCleanup(os.close, fd)
        armed = self.root.load_files(fds[0], fds[1:], cmdline="a b")
        self.assertEqual(armed["origin"], "custom")
        self.assertEqual(armed["release"], "6.6.6")
        self.bus.logind.SetRestartError(
            GLib.Variant("(s)", ("org.freedesktop.login1.OperationInProgress",))
        )
        self.expect_error("Busy", self.root.execute)
        what = [w for verb, result, w in self.box.calls() if (verb, result) == ("load", "0")][-1]
        padded = b"".join(part + bytes(-len(part) % 4) for part in parts)
        self.assertIn("initrd=" + hashlib.sha256(padded).hexdigest(), what)
        self.assertIn("kernel=" + hashlib.sha256(kernel).hexdigest(), what)
        self.assertTrue(what.endswith("cmdline=a b"))


class Life(harness.TestCase):
    """What is armed over time."""

    def test_newer_kernel(self):
        self.wait_armed(NEW)
        self.box.install("6.1.0-40-amd64")
        self.wait_armed("6.1.0-40-amd64")
        self.assertEqual(self.box.loads(), 2)
        self.assertEqual(self.box.loaded(), self.box.expected("6.1.0-40-amd64"))

    def test_pinned(self):
        """What an administrator picked stays, whatever comes."""
        self.wait_armed(NEW)
        self.root.load(OLD)
        loads = self.box.loads()
        self.box.install("6.1.0-40-amd64")
        iterate_until(
            lambda: self.root.status()["next"]["release"] == "6.1.0-40-amd64", what="the new kernel"
        )
        status = self.root.status()
        self.assertEqual(status["armed"]["release"], OLD)
        self.assertEqual(status["armed"]["origin"], "listed")
        self.assertEqual(self.box.loads(), loads)

    def test_failed_load_keeps_the_old_one(self):
        before = self.wait_armed(NEW)
        self.box.order(errno=12, times=-1)
        self.expect_error("NoMemory", self.root.load, OLD)
        self.assertEqual(self.root.status()["armed"], before["armed"])
        self.assertEqual(self.root.status()["state"], "armed")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_errnos(self):
        self.wait_armed(NEW)
        for number, name in (
            (1, "Disabled"), (13, "SignatureRejected"), (22, "InvalidImage"), (8, "InvalidImage"),
            (12, "NoMemory"), (99, "NoMemory"), (26, "Busy"), (126, "SignatureRejected"),
            (129, "SignatureRejected"), (74, "SignatureRejected"), (80, "SignatureRejected"),
            (65, "SignatureRejected"), (38, "Unsupported"), (95, "Unsupported"), (5, "Failed"),
        ):
            with self.subTest(errno=number):
                self.box.order(errno=number, times=-1)
                message = self.expect_error(name, self.root.load, OLD)
                self.assertGreater(len(message), 40)
                self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.box.order()
        self.root.load(OLD)

    def test_busy_is_tried_again(self):
        self.wait_armed(NEW)
        self.box.order(errno=16, times=3)
        self.root.load(OLD)
        self.assertEqual(self.box.loaded(), self.box.expected(OLD))

    def test_disabled(self):
        before = self.wait_armed(NEW)
        self.box.write("proc/sys/kernel/kexec_load_disabled", "1\n")
        message = self.expect_error("Disabled", self.root.load, OLD)
        self.assertIn("kexec_load_disabled", message)
        status = self.root.status()
        self.assertTrue(status["limits"]["kexec-load-disabled"])
        self.assertEqual(status["armed"], before["armed"])

    def test_limit(self):
        self.wait_armed(NEW)
        self.box.write("proc/sys/kernel/kexec_load_limit_reboot", "0\n")
        calls = len(self.box.calls())
        message = self.expect_error("Disabled", self.root.load, OLD)
        self.assertIn("kexec_load_limit_reboot", message)
        self.assertEqual(self.root.status()["limits"]["kexec-load-limit"], 0)
        self.assertEqual(len(self.box.calls()), calls)

    def test_removed_kernel(self):
        """The armed kernel's files are gone: what is armed stays as it is, and is not 'next'."""
        self.wait_armed(NEW)
        self.box.uninstall(NEW)
        self.wait_armed(OLD)

    def test_unload_and_rescan(self):
        self.wait_armed(NEW)
        self.root.unload()
        self.assertEqual(self.root.status()["state"], "idle")
        self.assertIsNone(self.box.loaded())
        self.root.call("Rescan")
        self.wait_armed(NEW)

    def test_slow_load(self):
        """Status answers while the kernel works, and the good image stays armed until then."""
        self.wait_armed(NEW)
        self.box.order(delay=1500)
        call = self.root.start("Load", harness.load_argument(OLD))
        seen = []

        def watch():
            if call.done:
                return True
            status = self.active.status()
            if not call.done:
                seen.append((status["state"], status["armed"]["release"]))
            return False

        iterate_until(watch, what="the load")
        call.wait()
        self.assertGreater(len(seen), 10)
        self.assertEqual(set(seen[:-2]), {("armed", NEW)})
        self.assertEqual(self.root.status()["armed"]["release"], OLD)

    def test_slow_first_load(self):
        self.wait_armed(NEW)
        self.root.unload()
        self.box.order(delay=1000)
        call = self.root.start("Load", harness.load_argument(OLD))
        self.wait_state("loading")
        call.wait()
        self.assertEqual(self.root.status()["state"], "armed")

    def test_load_before_the_first_look(self):
        """The call that starts the daemon finds a daemon that has not looked at anything yet."""
        for image, release in (("", NEW), (OLD, OLD)):
            self.wait_armed()
            self.daemon.kill()
            self.box.unload_foreign()
            self.restart_daemon()
            self.assertEqual(self.root.load(image)["release"], release)

    def test_no_kernel(self):
        self.wait_armed(NEW)
        self.expect_error("NoSuchImage", self.root.load, "nonsense")

    def test_progress(self):
        seen = []
        self.active.connection.signal_subscribe(
            harness.NAME, harness.INTERFACE, "Progress", harness.PATH, None, 0,
            lambda *arguments: seen.append(arguments[5].unpack()),
        )
        self.wait_armed(NEW)
        self.root.load(OLD)
        iterate_until(lambda: ("load", 1.0) in seen, what="the end of the load")
        for step, fraction in seen:
            self.assertIn(step, ("read", "load", "execute"))
            self.assertTrue(0 <= fraction <= 1)
        for step in ("read", "load"):
            fractions = [fraction for name, fraction in seen if name == step]
            self.assertEqual(fractions, sorted(fractions))

    def test_signal(self):
        seen = []
        self.active.connection.signal_subscribe(
            harness.NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", harness.PATH, None, 0,
            lambda *arguments: seen.append(arguments[5].unpack()[1]),
        )
        self.wait_armed(NEW)
        self.active.status()
        del seen[:]
        self.root.load(OLD)
        iterate_until(lambda: any(change.get("Release") == OLD for change in seen), what="a signal")
        self.assertTrue(any("Generation" in change for change in seen))


class Stops(harness.TestCase):
    """A deliberate stop unloads; a restart of the service, a shutdown and a crash keep."""

    def stop_as(self, system_state, job_type):
        self.wait_armed(NEW)
        self.bus.systemd.SetStop(GLib.Variant("(ss)", (system_state, job_type)))
        self.assertEqual(self.daemon.stop(), 0, self.daemon.log())

    def test_stop(self):
        self.stop_as("running", "stop")
        self.assertIsNone(self.box.loaded())

    def test_restart(self):
        self.stop_as("running", "restart")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        loads = self.box.loads()
        self.restart_daemon()
        status = self.wait_armed(NEW)
        self.assertEqual(status["armed"]["origin"], "default")
        self.assertEqual(self.box.loads(), loads)

    def test_shutdown(self):
        self.stop_as("stopping", "stop")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_nobody_knows(self):
        self.stop_as("running", "")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_crash_with_a_pinned_image(self):
        self.wait_armed(NEW)
        self.root.load(OLD)
        self.daemon.kill()
        self.restart_daemon()
        status = self.wait_armed(OLD)
        self.assertEqual(status["armed"]["origin"], "listed")

    def test_crash_and_foreign_unload(self):
        """Between crash and restart somebody unloads: he meant it, as if the daemon had been there."""
        self.wait_armed(NEW)
        self.daemon.kill()
        self.box.unload_foreign()
        self.restart_daemon()
        self.assertIn("another program", self.root.status()["reason"])
        self.root.call("Rescan")
        self.assertEqual(self.root.status()["armed"]["release"], NEW)
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))


if __name__ == "__main__":
    tap.main()
