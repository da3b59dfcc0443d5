# SPDX-License-Identifier: LGPL-2.1-or-later
"""kexecctl against a mock of the daemon: what it prints, asks and returns."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios

sys.path.insert(0, os.path.join(os.environ.get("abs_top_srcdir", "."), "tests"))
sys.path.insert(0, os.path.join(os.environ.get("abs_top_srcdir", "."), "tests", "client"))

sys.dont_write_bytecode = True

import dbus  # noqa: E402

import tap  # noqa: E402
from mockbus import (  # noqa: E402
    ERROR, INTERFACE, KEXECCTL, SOURCE, MockTestCase, armed, cold_reasons, image, restart,
    status, variants,
)


def contract_errors():
    """The pairs (error name, exit code) as dbus/names.h has them."""
    with open(os.path.join(SOURCE, "dbus", "names.h"), encoding="utf-8") as header:
        text = re.sub(r"\\\n", " ", header.read())
    own = re.findall(r'X \(\w+, KX_ERROR_PREFIX "(\w+)", (\d+)\)', text)
    others = re.findall(r'"(org\.freedesktop\.DBus\.Error\.\w+)",\s*(\d+)\)', text)
    return [(ERROR + name, int(code)) for name, code in own] + [
        (name, int(code)) for name, code in others
    ]


class Status(MockTestCase):
    def test_armed(self):
        text = self.run_ok("status")
        self.assertEqual(
            text,
            "● Ready: a fast restart starts Linux 6.1.0-32-amd64\n"
            "  Running  6.1.0-30-amd64\n"
            "  Image    6.1.0-32-amd64, the default, since 2023-11-14 22:13:20\n"
            "  How      method 'files': the kernel checks and loads the files itself; 44.0 MiB\n"
            "  Why      the newest complete image of /boot\n"
            "  Reboots  every restart is cold\n"
            "  To do    'kexecctl execute' restarts into it\n",
        )

    def test_cold_restart_is_due(self):
        self.method("Status", "", "a{sv}", status(cold_reasons=cold_reasons("BootNext is set", "bad\x1b[2J")))
        text = self.run_ok("status")
        self.assertIn("  Cold     BootNext is set\n", text)
        self.assertNotIn("\x1b", text)
        self.assertEqual(self.run_json("status")["cold-reasons"][0], {"id": "boot-next", "text": "BootNext is set"})

    def test_is_the_default_command(self):
        self.assertEqual(self.run_ok(), self.run_ok("status"))

    def test_every_state_without_an_image_says_no_and_what_to_do(self):
        expected = {
            "idle": ("No fast restart", "kexecctl load"),
            "loading": ("Not ready yet", "kexecctl monitor"),
            "foreign": ("another program", "kexecctl unload"),
            "failed": ("loading failed", "journalctl -u kexecd"),
            "unavailable": ("this machine cannot", "the reason"),
        }
        for state, parts in expected.items():
            self.method("Status", "", "a{sv}", status(state=state, reason="the reason", armed=None))
            text = self.run_ok("status")
            for part in (*parts, "the reason"):
                self.assertIn(part, text, state)

    def test_staged_says_that_an_ordinary_reboot_is_safe(self):
        self.method("Status", "", "a{sv}", status(
            state="staged", armed=armed(level="staged", origin="custom")))
        text = self.run_ok("status")
        self.assertIn("an ordinary reboot does not", text)
        self.assertIn("not yet in the kernel", text)

    def test_foreign_has_no_name(self):
        self.method("Status", "", "a{sv}", status(
            state="foreign", reason="the reason", armed=variants(origin="foreign", level="armed")))
        self.assertEqual(
            self.run_ok("status").splitlines()[:3:2],
            ["● No fast restart: another program loaded a kernel", "  Why      the reason"])

    def test_custom_has_no_id(self):
        self.method("Status", "", "a{sv}", status(
            state="staged", armed=armed(image="", origin="custom", level="staged")))
        self.assertIn("  Image    an administrator's own files", self.run_ok("status"))
        self.assertIn("(an administrator's own files or command line).", self.run_ok("execute"))

    def test_stale_names_both(self):
        self.method("Status", "", "a{sv}", status(
            state="stale", waiting="the package manager dpkg", problem="no more inotify watches",
            next=variants(image="vmlinuz-6.12", release="6.12", reason="its initrd is missing")))
        text = self.run_ok("status")
        self.assertIn("Not up to date: a fast restart starts Linux 6.1.0-32-amd64", text)
        self.assertIn("Default  vmlinuz-6.12: its initrd is missing", text)
        self.assertIn("Waiting  the package manager dpkg", text)
        self.assertIn("Problem  no more inotify watches", text)

    def test_few_loads_left(self):
        self.method("Status", "", "a{sv}", status(
            limits=variants(kexec_load_disabled=False, kexec_load_limit=dbus.Int32(2))))
        self.assertIn("allows 2 more loads", self.run_ok("status"))

    def test_remedies(self):
        self.assertNotIn("Devices", self.run_ok("status"))
        self.method("Status", "", "a{sv}", status(remedies=dbus.Array(
            [variants(device=name, driver="d", bus="b") for name in ("i8042", "a\x1b")], signature="a{sv}")))
        self.assertIn("  Devices  taken from their drivers before the next kernel starts: i8042, a?\n", self.run_ok("status"))

    def test_mistakes_in_the_configuration(self):
        self.method("Status", "", "a{sv}", status(config_mistakes=dbus.Array(
            ["/etc/kexecd.conf:2: “x\x1b” is no level", "/etc/kexecd.conf.d/b.conf:1: no"], signature="s")))
        text = self.run_ok("status")
        self.assertIn("  Config   /etc/kexecd.conf:2: “x?” is no level\n", text)
        self.assertIn("  Config   /etc/kexecd.conf.d/b.conf:1: no\n", text)

    def test_schedule(self):
        planned = variants(when=dbus.UInt64(4102542240 * 10**6), user=dbus.UInt32(1000),
                           release="6.1.0-32-amd64", image="6.1.0-32-amd64")
        self.method("Status", "", "a{sv}", status(scheduled=planned))
        self.assertRegex(self.run_ok("status"), r"  Planned  2100-01-02 03:04 UTC, in \d+ days, a restart into "
                                                r"Linux 6.1.0-32-amd64 for user 1000\n")
        self.method("Status", "", "a{sv}", status(schedule_stopped="a backup runs"))
        text = self.run_ok("status")
        self.assertIn("  Stopped  a backup runs\n", text)
        self.assertNotIn("Planned", text)

    def test_unknown_state_and_empty_answer(self):
        self.method("Status", "", "a{sv}", variants(state="levitating"))
        self.assertEqual(self.run_ok("status"), "● State: levitating\n")

    def test_json(self):
        answer = self.run_json("status")
        self.assertEqual(answer["state"], "armed")
        self.assertEqual(answer["generation"], 7)
        self.assertEqual(answer["armed"]["initrds"], ["/boot/initrd.img-6.1.0-32-amd64"])
        self.assertIs(answer["limits"]["kexec-load-disabled"], False)
        self.assertEqual(answer["limits"]["kexec-load-limit"], -1)

    def test_escape_sequences_do_not_reach_the_terminal(self):
        self.method("Status", "", "a{sv}", status(reason="a\x1b]0;evil\x07\u202eb\nc"))
        text = self.run_ok("status")
        self.assertIn("a?]0;evil??b?c", text)

    def test_json_may_stand_on_either_side(self):
        self.assertEqual(self.run_ok("--json", "status"), self.run_ok("status", "--json"))


class LastRestart(MockTestCase):
    """What status says to somebody who has just restarted."""
    def tell(self, **changes):
        self.method("Status", "", "a{sv}", status(
            last_restart=restart(**changes),
            protection=variants(panic="10 s after one", watchdog=False, text="unprotected: no\x1b")))

    def line(self, label):
        """What stands behind @label, once; None where there is no such line."""
        found = re.findall(f"^  {label:8} (.*)$", self.run_ok("status"), re.MULTILINE)
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None

    def test_five_lines(self):
        self.tell()
        self.assertEqual(
            self.run_ok("status").splitlines()[:6],
            ["● Ready: a fast restart starts Linux 6.1.0-32-amd64",
             "  Running  6.1.0-30-amd64, arrived as promised (2023-11-14 22:13 UTC, "
             "from 6.1.0-28-amd64, asked for by root)",
             "  Took     21.4 s, 34.0 s less than through the firmware",
             "  Panic    10 s after one",
             "  Hang     unprotected: no?",
             "  Image    6.1.0-32-amd64, the default, since 2023-11-14 22:13:20"])

    def test_time_is_not_known_yet(self):
        self.tell(downtime=None, saved=None, phases=None)
        self.assertIsNone(self.line("Took"))

    def test_nothing_to_compare_with(self):
        self.tell(saved=None)
        self.assertEqual(self.line("Took"),
                         "21.4 s; how long one through the firmware takes was not measured yet")

    def test_slower(self):
        self.tell(saved=dbus.Int64(-1_500_000))
        self.assertEqual(self.line("Took"), "21.4 s, 1.5 s more than through the firmware")
        self.tell(saved=dbus.Int64(-2**63))
        self.assertIn(" more than ", self.line("Took"))

    def test_another_boot_s_is_old_news(self):
        for boot_id in ("1" * 32, None):
            self.tell(boot_id=boot_id)
            self.assertEqual(self.line("Running"), "6.1.0-30-amd64")
            self.assertRegex(self.line("Restart"), r"^before this boot: arrived as promised \(2023-11-14 ")
            self.assertIsNone(self.line("Took"))

    def test_failure_says_why(self):
        for verdict in ("wrong-kernel", "cold", "panicked", "lost"):
            self.tell(verdict=verdict, reason="so\x1b it was")
            self.assertRegex(self.line("Restart"), rf"^{verdict}: so\? it was \(2023-")
            self.assertIsNone(self.line("Took"))

    def test_who_began_it(self):
        for begun, user, text in (("execute", 54321, "asked for by user 54321"),
                                  ("force", 0, "forced by root"),
                                  ("ordinary", None, "begun by an ordinary reboot"),
                                  ("unseen", None, "begun by another program")):
            self.tell(begun=begun, user=None if user is None else dbus.UInt32(user))
            self.assertTrue(self.line("Running").endswith(text + ")"), text)

    def test_nobody_saw_when(self):
        self.tell(asked=None, begun="unseen", user=None)
        self.assertIn("(2023-11-14 22:13 UTC, ", self.line("Running"))

    def test_nothing_but_a_verdict(self):
        self.method("Status", "", "a{sv}", status(last_restart=variants(verdict="arrived")))
        self.assertEqual(self.line("Restart"), "before this boot: arrived as promised")

    def test_none(self):
        self.assertIsNone(self.line("Restart"))
        self.assertIsNone(self.line("Panic"))
        self.assertIsNone(self.line("Hang"))

    def test_journal(self):
        self.assertIsNone(self.line("Journal"))
        self.method("Status", "", "a{sv}", status(journal="the disk\x1b is full"))
        self.assertEqual(self.line("Journal"), "the disk? is full")


class History(MockTestCase):
    def tell(self, *restarts):
        self.method("History", "", "aa{sv}", dbus.Array(restarts, signature="a{sv}"))

    def test_table(self):
        self.tell(
            restart(),
            restart(number=dbus.UInt64(9), verdict="panicked", reason="it left\x1b a panic", release=None,
                    image="own", method="bzimage", downtime=None, phases=None, saved=None,
                    begun="ordinary", user=None),
            variants(number=dbus.UInt64(8)))
        self.assertEqual(
            self.run_ok("history"),
            "NO  WHEN                  VERDICT   INTO            METHOD   TOOK    SAVED   HOW IT BEGAN\n"
            "12  2023-11-14 22:13 UTC  arrived   6.1.0-30-amd64  raw      21.4 s  34.0 s  asked for by root\n"
            "    services 3.1 s, devices 200 ms, handover 48 ms, kernel 1.9 s, initrd 4.2 s, userspace 12.0 s\n"
            "9   2023-11-14 22:13 UTC  panicked  own             bzimage  -       -       begun by an ordinary reboot\n"
            "    it left? a panic\n"
            "8   -                     -         -               -        -       -       -\n")

    def test_empty(self):
        self.assertIn("No fast restart of this machine is on record", self.run_ok("history"))
        self.assertEqual(self.run_json("history"), [])

    def test_json(self):
        self.tell(restart(), restart(number=dbus.UInt64(11)))
        answer = self.run_json("history")
        self.assertEqual([entry["number"] for entry in answer], [12, 11])
        self.assertEqual(answer[0]["phases"]["handover"], 48_000)
        self.assertEqual(answer[0]["saved"], 34_000_000)

    def test_takes_no_words(self):
        self.assertEqual(self.run_client("history", "12").returncode, 2)


def hazard(severity, **changes):
    values = dict(id="luks-tpm2", severity=severity, device="root", text="the volume\x1b stays closed",
                  remedy="type")
    values.update(changes)
    return variants(**values)


class Doctor(MockTestCase):
    def tell(self, *hazards):
        self.method("Status", "", "a{sv}", status(hazards=dbus.Array(hazards, signature="a{sv}")))

    def test_nothing(self):
        expected = "● Nothing stands in the way of a fast restart\n"
        self.assertEqual(self.run_ok("doctor"), expected)
        # The daemon looked anew.
        self.assertEqual(self.calls("CanExecute"), [[{}]])
        self.tell()
        self.assertEqual(self.run_ok("doctor"), expected)
        self.assertEqual(self.run_json("doctor"), [])
        self.assertNotIn("Hazards", self.run_ok("status"))

    def test_blocking(self):
        self.tell(hazard("blocking"), hazard("note", device="", remedy=""))
        result = self.run_client("doctor")
        self.assertEqual(result.returncode, 25)
        self.assertEqual(
            result.stdout,
            "● This machine might not come through a fast restart\n"
            "blocking luks-tpm2 (root)\n"
            "  the volume? stays closed\n"
            "  To do: type\n"
            "note luks-tpm2\n"
            "  the volume? stays closed\n")
        self.assertEqual(result.stderr, "")
        result = self.run_client("--json", "doctor")
        self.assertEqual(result.returncode, 25)
        self.assertEqual([entry["severity"] for entry in json.loads(result.stdout)], ["blocking", "note"])
        self.assertIn("Hazards  1 blocking; 'kexecctl doctor' lists them", self.run_ok("status"))

    def test_protection(self):
        self.method("Status", "", "a{sv}", status(
            protection=variants(panic="10 s after one", watchdog=False, text="unprotected: no\x1b")))
        self.assertEqual(
            self.run_ok("doctor"),
            "● Nothing stands in the way of a fast restart\n"
            "after a panic\n"
            "  10 s after one\n"
            "after a hang\n"
            "  unprotected: no?\n")

    def test_warnings(self):
        self.tell(hazard("warning"), hazard("warning", id="guests"), hazard("note"))
        self.assertIn("not everything outlives it", self.run_ok("doctor"))
        self.assertIn("Hazards  2 warnings;", self.run_ok("status"))

    def test_refused(self):
        self.refuse("Execute", "a{sv}", "", ERROR + "Hazard")
        self.assertEqual(self.run_client("execute").returncode, 25)
        self.method("Execute", "a{sv}", "", None)
        self.run_ok("execute", "--ignore-hazards")
        self.assertEqual(self.calls("Execute")[-1], [{"expect": 7, "ignore-hazards": True}])


class List(MockTestCase):
    def setUp(self):
        super().setUp()
        self.method("ListImages", "", "aa{sv}", dbus.Array([
            image("6.12.1-amd64", complete=False,
                  problems=dbus.Array(["the initrd is missing: /boot/initrd.img-6.12.1-amd64"],
                                      signature="s")),
            image("6.1.0-32-amd64", default=True),
            image("6.1.0-30-amd64"),
        ], signature="a{sv}"))

    def test_table(self):
        self.assertEqual(
            self.run_ok("list"),
            "  IMAGE           RELEASE         FORMAT   SOURCE  STATE\n"
            "  6.12.1-amd64    6.12.1-amd64    bzimage  plain   incomplete\n"
            "    problem: the initrd is missing: /boot/initrd.img-6.12.1-amd64\n"
            "* 6.1.0-32-amd64  6.1.0-32-amd64  bzimage  plain   default, armed\n"
            "  6.1.0-30-amd64  6.1.0-30-amd64  bzimage  plain   running\n",
        )

    def test_ids(self):
        self.assertEqual(
            self.run_ok("list", "--ids").splitlines(),
            ["6.12.1-amd64", "6.1.0-32-amd64", "6.1.0-30-amd64"])

    def test_json(self):
        answer = self.run_json("list")
        self.assertEqual([entry["default"] for entry in answer], [False, True, False])
        self.assertEqual(len(answer[0]["problems"]), 1)

    def test_empty(self):
        self.method("ListImages", "", "aa{sv}", dbus.Array([], signature="a{sv}"))
        self.assertIn("no kernel here", self.run_ok("list"))
        self.assertEqual(self.run_json("list"), [])


class Load(MockTestCase):
    def test_default(self):
        text = self.run_ok("load")
        self.assertIn("Ready: Linux 6.1.0-32-amd64", text)
        self.assertEqual(self.calls("Load"), [["", {}]])

    def test_image_with_options(self):
        self.method("Load", "sa{sv}", "a{sv}", armed(origin="custom", level="staged"))
        text = self.run_ok("load", "vmlinuz-x", "--append=quiet debug", "--expect=12")
        self.assertIn("an ordinary reboot does not", text)
        [[name, options]] = self.calls("Load")
        self.assertEqual(name, "vmlinuz-x")
        self.assertEqual(options, {"append": "quiet debug", "expect": 12})
        self.assertIsInstance(options["expect"], dbus.UInt64)

    def test_cmdline_of_an_image(self):
        self.run_ok("load", "--cmdline=root=/dev/sda1")
        self.assertEqual(self.calls("Load"), [["", {"cmdline": "root=/dev/sda1"}]])

    def test_json(self):
        self.assertEqual(self.run_json("load")["digest"], "ab" * 32)

    def test_files_travel_as_descriptors_in_order(self):
        self.mock.AddMethod(INTERFACE, "LoadFiles", "hahsa{sv}", "a{sv}", (
            "import os\n"
            "content = []\n"
            "for fd in [args[0], *args[1]]:\n"
            "    content.append(os.read(fd.take(), 100).decode())\n"
            "content += [args[2], repr(dict(args[3]))]\n"
            "ret = dbus.Dictionary({'image': ' '.join(content)}, signature='sv')"))
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name in ("kernel", "one", "two"):
                paths.append(os.path.join(folder, name))
                with open(paths[-1], "w", encoding="utf-8") as file:
                    file.write("<" + name + ">")
            answer = self.run_json("load", "--kernel", paths[0], "--initrd", paths[1],
                                   "--initrd=" + paths[2], "--cmdline=quiet")
        self.assertEqual(answer["image"], "<kernel> <one> <two> quiet {}")

    def test_fifteen_initrds_are_carried(self):
        self.mock.AddMethod(INTERFACE, "LoadFiles", "hahsa{sv}", "a{sv}", (
            "ret = dbus.Dictionary({'image': str(len(args[1]))}, signature='sv')"))
        answer = self.run_json("load", "--kernel=/dev/null", *["--initrd=/dev/null"] * 15)
        self.assertEqual(answer["image"], "15")

    def test_sixteen_initrds_are_refused_before_the_call(self):
        result = self.run_client("load", "--kernel=/dev/null", *["--initrd=/dev/null"] * 16)
        self.assertEqual(result.returncode, 2)
        self.assertIn("at most 15", result.stderr)
        self.assertEqual(self.calls("LoadFiles"), [])

    def test_missing_file_is_named(self):
        result = self.run_client("load", "--kernel=/nonexistent/kernel")
        self.assertEqual(result.returncode, 1)
        self.assertIn("/nonexistent/kernel", result.stderr)

    def test_fifo_does_not_hang(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "fifo")
            os.mkfifo(path)
            self.refuse("LoadFiles", "hahsa{sv}", "a{sv}", ERROR + "InvalidImage")
            self.assertEqual(self.run_client("load", "--kernel", path).returncode, 12)

    def test_empty_command_line_is_said(self):
        self.assertIn("nothing of yours on its command line",
                      self.run_client("load", "--kernel=/dev/null").stderr)

    def test_wrong_combinations(self):
        for words in (
            ["load", "image", "--kernel=/dev/null"],
            ["load", "--initrd=/dev/null"],
            ["load", "--kernel=/dev/null", "--append=x"],
            ["load", "--cmdline=x", "--append=y"],
            ["load", "one", "two"],
            ["load", "--expect=-1"],
            ["load", "--expect=many"],
            ["load", "--nonsense"],
        ):
            result = self.run_client(*words)
            self.assertEqual(result.returncode, 2, words)
            self.assertEqual(result.stdout, "", words)
        self.assertEqual(self.calls("Load") + self.calls("LoadFiles"), [])


class Execute(MockTestCase):
    def test_announces_and_expects_what_it_announced(self):
        text = self.run_ok("execute")
        self.assertEqual(
            text, "Restarting into Linux 6.1.0-32-amd64 (the default).\n")
        self.assertEqual(self.calls("Execute"), [[{"expect": 7}]])

    def test_what_the_last_one_saved_is_said(self):
        for saved, text in ((34_000_000, "34.0 s less"), (-1_500_000, "1.5 s more"), (-2**63, "2562047788 h 1 min more")):
            self.mock.AddMethod(INTERFACE, "CanExecute", "a{sv}", "sa{sv}",
                                f"ret = ('no', dbus.Dictionary({{'saved': dbus.Int64({saved})}}, signature='sv'))")
            told = self.run_ok("execute")
            self.assertIn(f"\nThe last one took {text} than through the firmware.\n", told)
        self.assertNotIn("firmware", self.run_ok("--json", "execute"))
        self.refuse("CanExecute", "a{sv}", "sa{sv}", ERROR + "Failed")
        self.assertNotIn("firmware", self.run_ok("execute"))
        self.assertEqual(len(self.calls("Execute")), 5)

    def test_no_consent_is_added_by_itself(self):
        self.run_ok("execute", "--ignore-sessions")
        self.run_ok("execute", "--ignore-inhibitors")
        self.run_ok("execute", "--force", "--expect=3")
        self.assertEqual(self.calls("Execute"), [
            [{"expect": 7, "ignore-sessions": True}],
            [{"expect": 7, "ignore-inhibitors": True}],
            [{"expect": 3, "force": True}],
        ])

    def test_json(self):
        self.assertEqual(self.run_json("execute"), {
            "image": "6.1.0-32-amd64", "release": "6.1.0-32-amd64", "generation": 7})

    def test_ask_without_an_answer_does_nothing(self):
        text = self.run_ok("execute", "--ask")
        self.assertIn("Restart now?", text)
        self.assertEqual(self.calls("Execute"), [])

    def test_failure_with_ask_waits_and_keeps_the_exit_code(self):
        self.method("Status", "", "a{sv}", status(state="idle", armed=None))
        self.refuse("Execute", "a{sv}", "", ERROR + "NotArmed")
        result = self.run_client("execute", "--ask")
        self.assertEqual(result.returncode, 18)
        self.assertIn("Press Enter", result.stdout)

    def test_an_image_of_another_name_is_named(self):
        self.method("Status", "", "a{sv}", status(armed=armed(image="linux", origin="listed")))
        self.assertIn("into Linux 6.1.0-32-amd64, image linux (picked", self.run_ok("execute"))
        self.method("Load", "sa{sv}", "a{sv}", armed(image="linux"))
        self.assertIn("Linux 6.1.0-32-amd64, image linux.", self.run_ok("load"))

    def test_cold_restart_is_due(self):
        self.method("Status", "", "a{sv}", status(cold_reasons=cold_reasons("BootNext is set", "fwupd waits")))
        self.assertIn("A cold restart is due, and will still be after this one: BootNext is set; fwupd waits.\n",
                      self.run_ok("execute"))
        self.assertEqual(len(self.calls("Execute")), 1)

    def test_when(self):
        text = self.run_ok("execute", "--when=2100-01-02 03:04")
        self.assertIn("Restarting at 2100-01-02 03:04 UTC into Linux 6.1.0-32-amd64", text)
        self.assertIn("kexecctl cancel", text)
        ((options,),) = self.calls("Execute")
        self.assertEqual(dict(options), {"expect": 7, "when": 4102542240 * 10**6})
        self.assertEqual(self.run_json("execute", "--when=2100-01-02 03:04")["when"], 4102542240 * 10**6)

    def test_when_that_is_no_time(self):
        result = self.run_client("execute", "--when=soon")
        self.assertEqual(result.returncode, 2)
        self.assertIn("'soon' is no time", result.stderr)
        self.assertEqual(self.calls("Execute"), [])

    def test_stale_is_said(self):
        self.method("Status", "", "a{sv}", status(state="stale", reason="6.12 is incomplete"))
        self.assertIn("It is not what should be ready by now: 6.12 is incomplete", self.run_ok("execute"))


class Others(MockTestCase):
    def test_unload(self):
        self.assertIn("Dropped Linux 6.1.0-32-amd64", self.run_ok("unload"))
        self.run_ok("unload", "--expect=8")
        self.assertEqual(self.calls("Unload"), [[{"expect": 7}], [{"expect": 8}]])
        self.assertEqual(self.run_json("unload")["release"], "6.1.0-32-amd64")

    def test_unload_of_a_foreign_image(self):
        for foreign in (None, variants(origin="foreign", level="armed")):
            self.method("Status", "", "a{sv}", status(state="foreign", armed=foreign))
            self.assertIn("Dropped what another program loaded", self.run_ok("unload"))

    def test_cancel(self):
        self.assertIn("waiting", self.run_ok("cancel"))
        self.assertEqual(self.run_json("cancel"), {})
        self.assertEqual(len(self.calls("Cancel")), 2)

    def test_next(self):
        self.assertIn("need not go through the firmware", self.run_ok("next", "fast"))
        self.method("Status", "", "a{sv}", status(state="staged", cold_reasons=cold_reasons("it was asked for")))
        self.assertEqual(self.run_ok("next", "cold"),
                         "The next ordinary reboot has to go through the firmware: it was asked for.\n")
        self.assertEqual(self.run_json("next", "cold")["state"], "staged")
        self.method("Status", "", "a{sv}", status(state="foreign", armed=None, cold_reasons=cold_reasons("it was")))
        self.assertIn("'kexecctl unload' drops it", self.run_ok("next", "cold"))
        self.assertEqual(self.calls("SetNextRestart"), [["fast"], ["cold"], ["cold"], ["cold"]])
        self.assertEqual(self.run_client("next").returncode, 2)
        self.refuse("SetNextRestart", "s", "", "org.freedesktop.DBus.Error.InvalidArgs")
        self.assertEqual(self.run_client("next", "warm").returncode, 32)

    def test_cancel_of_a_schedule(self):
        planned = variants(when=dbus.UInt64(4102542240 * 10**6), user=dbus.UInt32(1000), user_name="anna",
                           release="6.1.0-32-amd64", image="6.1.0-32-amd64")
        self.method("Status", "", "a{sv}", status(scheduled=planned))
        self.assertIn("The restart at 2100-01-02 03:04 UTC stays: only anna or root can end it.",
                      self.run_ok("cancel"))
        self.assertEqual(self.run_json("cancel")["scheduled"]["user-name"], "anna")
        # Once Cancel was called there is none.
        self.mock.AddProperty("org.kexecd.Test", "After", status())
        self.mock.AddMethod(INTERFACE, "Cancel", "", "",
                            f"answers = self.props['org.kexecd.Test']; answers['Answer{self.answers}'] = answers['After']")
        self.assertIn("The restart at 2100-01-02 03:04 UTC does not take place.", self.run_ok("cancel"))

    def test_forgive(self):
        self.assertEqual(self.run_ok("forgive", "vmlinuz-x"),
                         "vmlinuz-x is forgiven: it may be loaded again, in every way.\n")
        self.assertIn("Everything is forgiven", self.run_ok("forgive", "--all"))
        self.assertEqual(self.run_json("forgive", "vmlinuz-x")["state"], "armed")
        self.assertEqual(self.calls("Forgive"), [["vmlinuz-x"], [""], ["vmlinuz-x"]])

    def test_forgive_needs_to_know_what(self):
        for words in ([], [""], ["vmlinuz-x", "--all"]):
            self.assertEqual(self.run_client("forgive", *words).returncode, 2, words)
        self.assertEqual(self.calls("Forgive"), [])

    def test_forgive_fails(self):
        self.refuse("Forgive", "s", "", ERROR + "NoSuchImage")
        result = self.run_client("forgive", "vmlinuz-x")
        self.assertEqual((result.returncode, result.stdout), (10, ""))

    def test_rescan_shows_the_outcome(self):
        self.assertIn("Ready: a fast restart", self.run_ok("rescan"))
        self.assertEqual(self.run_json("rescan")["state"], "armed")

    def test_version_and_help(self):
        self.assertRegex(self.run_ok("--version"), r"^kexecctl \d")
        text = self.run_ok("--help")
        for command in ("status", "list", "explain", "load", "unload", "execute", "next",
                        "history", "forgive", "cancel", "rescan", "monitor"):
            self.assertIn("\n  " + command, text)
            self.assertIn("kexecctl " + command, self.run_ok(command, "--help"))

    def test_unknown_command(self):
        result = self.run_client("reboot")
        self.assertEqual(result.returncode, 2)
        self.assertIn("no command 'reboot'", result.stderr)

    def test_interactive_flag(self):
        # Refused by the bus's flag: dbusmock does not show it, the message itself does.
        for words, flagged in ((["load"], True), (["--no-ask-password", "load"], False)):
            monitor = subprocess.Popen(
                ["dbus-monitor", "--system", "--binary",
                 f"interface='{INTERFACE}',member='Load'"],
                stdout=subprocess.PIPE)
            try:
                # What dbus-monitor prints first tells that it is there.
                self.assertTrue(select.select([monitor.stdout], [], [], 20)[0])
                os.read(monitor.stdout.fileno(), 65536)
                self.run_ok(*words)
                data = b""
                while b"Load" not in data:
                    self.assertTrue(select.select([monitor.stdout], [], [], 20)[0])
                    data += os.read(monitor.stdout.fileno(), 65536)
            finally:
                monitor.terminate()
                monitor.wait()
                monitor.stdout.close()
            start = next(m.start() for m in re.finditer(rb"[lB]\x01.\x01", data, re.DOTALL)
                         if b"Load" in data[m.start():m.start() + 400])
            self.assertEqual(bool(data[start + 2] & 0x4), flagged, words)


class Errors(MockTestCase):
    def test_table_is_complete(self):
        self.assertGreaterEqual(len(contract_errors()), 19)

    def test_no_service(self):
        self.stop_server()
        for words in (["status"], ["execute"], ["load"], ["monitor"], ["list"]):
            result = self.run_client(*words)
            self.assertEqual(result.returncode, 1, words)
            self.assertIn("kexecd is not running", result.stderr)
            self.assertIn("kexecctl explain", result.stderr)

    def test_no_bus(self):
        result = self.run_client("--json", "status",
                                 env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"})
        self.assertEqual(result.returncode, 1)
        self.assertIn("cannot reach the system bus", result.stderr)
        self.assertEqual(json.loads(result.stdout)["error"]["name"],
                         "org.kexecd.Kexecctl.Error.Local")

    def test_daemon_that_does_not_start(self):
        self.refuse("Status", "", "a{sv}", "org.freedesktop.DBus.Error.Spawn.ChildExited")
        result = self.run_client("status")
        self.assertEqual(result.returncode, 1)
        self.assertIn("journalctl -u kexecd", result.stderr)

    def test_older_daemon(self):
        self.refuse("Cancel", "", "", "org.freedesktop.DBus.Error.UnknownMethod")
        result = self.run_client("cancel")
        self.assertEqual(result.returncode, 1)
        self.assertIn("systemctl restart kexecd", result.stderr)


def add_error_cases():
    """A case for each error of the contract."""
    def make(name, code):
        def test(self):
            self.refuse("Execute", "a{sv}", "", name, "why, and what to do")
            result = self.run_client("execute")
            self.assertEqual(result.returncode, code)
            self.assertIn("kexecctl: why, and what to do", result.stderr)
            self.assertNotIn("GDBus.Error", result.stderr)

            result = self.run_client("execute", "--json")
            self.assertEqual(result.returncode, code)
            self.assertEqual(json.loads(result.stdout)["error"]["name"], name)
            self.assertIn("why, and what to do", json.loads(result.stdout)["error"]["message"])
        return test

    for name, code in contract_errors():
        setattr(Errors, "test_" + name.rsplit(".", 1)[1], make(name, code))


class Monitor(MockTestCase):
    def start(self, *words):
        process = subprocess.Popen([KEXECCTL, *words, "monitor"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, encoding="utf-8",
                                   env=dict(os.environ, TZ="UTC"))
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def change(self):
        self.mock.UpdateProperties(INTERFACE, dbus.Dictionary(
            {"State": "stale", "Reason": "6.12 is incomplete"}, signature="sv"))

    def progress(self):
        self.mock.EmitSignal(INTERFACE, "Progress", "sd", dbus.Array(["load", 0.5], signature="v"))

    def restarted(self):
        self.mock.EmitSignal(INTERFACE, "Restarted", "a{sv}", dbus.Array([restart()], signature="v"))

    def test_lines(self):
        process = self.start()
        self.assertRegex(process.stdout.readline(),
                         r"^\d\d:\d\d:\d\d  armed  Linux 6.1.0-32-amd64: the newest")
        self.change()
        self.assertRegex(process.stdout.readline(), r"  stale  Linux .*: 6.12 is incomplete$")
        self.progress()
        self.assertRegex(process.stdout.readline(), r"  progress  load, 50 %$")
        self.restarted()
        self.assertRegex(process.stdout.readline(),
                         r"  restarted  arrived as promised; 21.4 s, 34.0 s less than through the firmware$")
        self.stop_server()
        self.assertRegex(process.stdout.readline(), r"  kexecd has gone$")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=20), 0)

    def test_json(self):
        process = self.start("--json")
        first = json.loads(process.stdout.readline())
        self.assertEqual(first["event"], "changed")
        self.assertEqual(first["properties"]["Generation"], 7)
        self.change()
        line = json.loads(process.stdout.readline())
        self.assertEqual(line["properties"], {"State": "stale", "Reason": "6.12 is incomplete"})
        self.progress()
        line = json.loads(process.stdout.readline())
        self.assertEqual(line["progress"], {"step": "load", "fraction": 0.5})
        self.restarted()
        line = json.loads(process.stdout.readline())
        self.assertEqual((line["event"], line["restart"]["verdict"]), ("restarted", "arrived"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=20), 0)


class Terminal(MockTestCase):
    """On a pseudo-terminal: colour, the progress line, the password agent."""

    def run_on_terminal(self, *arguments, env=None, typed="", preexec=None):
        environment = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm")
        environment.pop("NO_COLOR", None)
        environment.update(env or {})
        ours, theirs = pty.openpty()

        def prepare():
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            if preexec is not None:
                preexec()

        with subprocess.Popen([KEXECCTL, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
                              env=environment, start_new_session=True,
                              preexec_fn=prepare) as process:
            os.close(theirs)
            os.write(ours, typed.encode())
            output = b""
            while True:
                try:
                    data = os.read(ours, 65536)
                except OSError:  # the last end of the terminal is closed
                    break
                if not data:
                    break
                output += data
            process.wait(timeout=60)
        os.close(ours)
        return process.returncode, output.decode()

    def test_colour_on_a_terminal_only(self):
        self.assertIn("\033[1;32m●", self.run_on_terminal("status")[1])
        self.assertNotIn("\033", self.run_ok("status", env={"TERM": "xterm"}))

    def test_no_colour_where_it_is_not_wanted(self):
        for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn("\033", self.run_on_terminal("status", env=env)[1], env)
        self.assertIn("\033", self.run_on_terminal("status", env={"NO_COLOR": ""})[1])

    def slow_load(self):
        self.mock.AddMethod(INTERFACE, "Load", "sa{sv}", "a{sv}", (
            "import time\n"
            "self.EmitSignal('', 'Progress', 'sd', ['read', 0.25])\n"
            "self.connection.flush()\n"
            "time.sleep(1.2)\n"
            "ret = dbus.Dictionary({'release': '6.1'}, signature='sv')"))

    def test_progress_of_a_slow_load(self):
        self.slow_load()
        code, output = self.run_on_terminal("load")
        self.assertEqual(code, 0)
        self.assertIn("\rReading the image ...  25 %\033[K", output)
        self.assertRegex(output, r"\r\033\[KReady: Linux 6\.1")

    def test_no_progress_without_a_terminal(self):
        self.slow_load()
        result = self.run_client("load", env={"TERM": "xterm"})
        self.assertEqual(result.stderr, "")

    def test_ask_yes(self):
        code, output = self.run_on_terminal("execute", "--ask", typed="y\n")
        self.assertEqual(code, 0, output)
        self.assertEqual(len(self.calls("Execute")), 1)

    def agent(self, folder):
        """A password agent that leaves a note when it comes and when it goes."""
        path = os.path.join(folder, "pkttyagent")
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/usr/bin/python3\n"
                       "import os, signal, sys\n"
                       "def note(name, words):\n"
                       f"    with open('{folder}/' + name, 'a') as file:\n"
                       "        print(*words, file=file)\n"
                       "def end(*_):\n"
                       "    note('log', ['ended'])\n"
                       "    sys.exit(0)\n"
                       "signal.signal(signal.SIGTERM, end)\n"
                       "note('log', sys.argv[1:])\n"
                       # Without the one that reads the folder.
                       "note('fds', os.listdir('/proc/self/fd')[:-1])\n"
                       "os.close(3)\n"
                       "signal.pause()\n")
        os.chmod(path, 0o755)
        os.chmod(folder, 0o777)

    @staticmethod
    def become_nobody():
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)

    def test_agent_serves_the_call_and_ends(self):
        self.mock.AddMethod(INTERFACE, "Execute", "a{sv}", "", "")
        with tempfile.TemporaryDirectory() as folder:
            self.agent(folder)
            path = folder + ":" + os.environ["PATH"]
            code, output = self.run_on_terminal("unload", env={"PATH": path},
                                                preexec=self.become_nobody)
            self.assertEqual(code, 0, output)
            with open(os.path.join(folder, "log"), encoding="utf-8") as log:
                self.assertEqual(log.read(), "--notify-fd 3 --fallback\nended\n")
            with open(os.path.join(folder, "fds"), encoding="utf-8") as fds:
                self.assertEqual(fds.read().split(), ["0", "1", "2", "3"])

    def test_no_agent_without_terminal_or_wish_or_for_status(self):
        with tempfile.TemporaryDirectory() as folder:
            self.agent(folder)
            env = {"PATH": folder + ":" + os.environ["PATH"]}
            self.run_on_terminal("--no-ask-password", "load", env=env, preexec=self.become_nobody)
            self.run_on_terminal("status", env=env, preexec=self.become_nobody)
            self.run_client("load", env=env)
            if os.geteuid() == 0:
                self.run_on_terminal("load", env=env)
            self.assertFalse(os.path.exists(os.path.join(folder, "log")))


class Explain(MockTestCase):
    def test_hands_over_to_the_daemon(self):
        # The path is compiled in; what is there, or that nothing is, shows which it is.
        result = self.run_client("explain", "--json", "--root=/nonexistent")
        if result.returncode == 1 and "cannot run" in result.stderr:
            self.assertRegex(result.stderr, r"cannot run /\S+/kexecd: ")
        else:
            self.assertNotEqual(result.returncode, 0)


add_error_cases()
if __name__ == "__main__":
    tap.main()
