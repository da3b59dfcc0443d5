# SPDX-License-Identifier: LGPL-2.1-or-later
"""What an installation has beside the programs: each file checked by the tool that reads it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.environ.get("abs_top_srcdir", "."), "tests"))
sys.dont_write_bytecode = True

import tap  # noqa: E402

BUILD = os.environ.get("abs_top_builddir", os.getcwd())
SOURCE = os.environ.get("abs_top_srcdir", os.getcwd())


def source(*parts):
    return os.path.join(SOURCE, *parts)


def read(*parts):
    with open(source(*parts), encoding="utf-8") as file:
        return file.read()


class ToolTestCase(unittest.TestCase):
    def run_silent(self, *words, **keywords):
        """Runs a tool that has to succeed and to have nothing to say."""
        result = self.run_tool(*words, **keywords)
        self.assertEqual(result.stdout + result.stderr, "")

    def run_tool(self, *words, env=None, **keywords):
        if shutil.which(words[0]) is None:
            self.skipTest(words[0] + " is not installed")
        result = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env=dict(os.environ, **(env or {})), timeout=120, check=False, **keywords)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result


class Completions(ToolTestCase):
    COMMANDS = {"status", "list", "explain", "load", "unload", "execute", "next",
                "history", "forgive", "cancel", "rescan", "monitor"}

    def complete_in_bash(self, *words):
        script = (
            f"source {source('client/completions/kexecctl.bash')}\n"
            "compopt() { :; }\n"
            "kexecctl() { printf '%s\\n' image-1 image-2; }\n"
            'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))\n'
            '_kexecctl\nprintf "%s\\n" "${COMPREPLY[@]}"\n')
        return set(self.run_tool("bash", "-c", script, "bash", "kexecctl", *words).stdout.split())

    def complete_in_fish(self, line):
        script = (
            "function kexecctl; printf '%s\\n' image-1 image-2; end\n"
            f"source {source('client/completions/kexecctl.fish')}\n"
            f"complete -C '{line}'")
        with tempfile.TemporaryDirectory() as home:
            output = self.run_tool("fish", "--no-config", "-c", script, env={"HOME": home}).stdout
        return {entry.split("\t")[0] for entry in output.splitlines()}

    def test_syntax_bash(self):
        self.run_silent("bash", "-n", source("client/completions/kexecctl.bash"))

    def test_syntax_zsh(self):
        self.run_silent("zsh", "-n", source("client/completions/_kexecctl"))

    def test_syntax_fish(self):
        self.run_silent("fish", "-n", source("client/completions/kexecctl.fish"))

    def test_bash_commands_and_images(self):
        self.assertLessEqual(self.COMMANDS, self.complete_in_bash(""))
        self.assertEqual(self.complete_in_bash("--json", "ex"), {"explain", "execute"})
        for command in ("load", "forgive"):
            self.assertEqual(self.complete_in_bash(command, "im"), {"image-1", "image-2"})
        self.assertEqual(self.complete_in_bash("forgive", "--a"), {"--all"})
        self.assertEqual(self.complete_in_bash("execute", "--ig"),
                         {"--ignore-hazards", "--ignore-inhibitors", "--ignore-sessions"})

    def test_bash_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "vmlinuz")
            with open(path, "wb"):
                pass
            self.assertEqual(self.complete_in_bash("load", "--kernel", "=", path[:-3]), {path})

    def test_fish_commands_and_images(self):
        self.assertEqual(self.complete_in_fish("kexecctl ex"), {"explain", "execute"})
        for command in ("load", "forgive"):
            self.assertEqual(self.complete_in_fish(f"kexecctl {command} im"),
                             {"image-1", "image-2"})

    def test_every_option_is_completed(self):
        for command in self.COMMANDS:
            text = self.run_tool(os.path.join(BUILD, "kexecctl"), command, "--help",
                                 env={"LC_ALL": "C.UTF-8"}).stdout
            for option in re.findall(r"--([a-z-]+)", text):
                if option != "help":
                    for file, form in (("kexecctl.bash", "--%s"), ("_kexecctl", "--%s"),
                                       ("kexecctl.fish", "-l %s")):
                        self.assertIn(form % option, read("client/completions", file), command)
                    self.assertIn(option.replace("-", "\\-"), read("client/kexecctl.1"), command)


class Desktop(ToolTestCase):
    def test_entry(self):
        self.run_silent("desktop-file-validate", source("client/org.kexecd.FastRestart.desktop"))


class Manual(ToolTestCase):
    def check(self, page):
        result = self.run_tool("man", "--warnings", "-l", "-Tutf8", page,
                               env={"LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MAN_KEEP_STDERR": "1"})
        self.assertEqual(result.stderr, "")
        self.assertIn("SEE ALSO", re.sub("\x1b\\[\\d+m|.\b", "", result.stdout))

    def test_kexecctl(self):
        self.check(source("client/kexecctl.1"))

    def test_kexecd(self):
        self.check(source("daemon/kexecd.8"))

    def test_kexecd_conf(self):
        self.check(source("daemon/kexecd.conf.5"))

    def test_kexecd_hazards(self):
        self.check(source("daemon/kexecd.hazards.5"))

    def test_exit_codes_are_those_of_the_contract(self):
        header = re.sub(r"\\\n", " ", read("dbus/names.h"))
        contract = {(int(code), name) for name, code in
                    re.findall(r'"(?:[\w.]*\.)?(\w+)",\s*(\d+)\)', header)}
        manual = {(int(code), name) for code, name in
                  re.findall(r"^(\d\d);(\w+)", read("client/kexecctl.1"), re.MULTILINE)}
        self.assertGreater(len(contract), 15)
        self.assertEqual(manual, contract)


class Policy(ToolTestCase):
    def actions(self):
        root = xml.etree.ElementTree.parse(source("policy/org.kexecd.policy")).getroot()
        return {action.get("id"): action for action in root.findall("action")}

    def test_well_formed(self):
        self.run_silent("xmllint", "--noout", "--nonet", source("policy/org.kexecd.policy"))
        self.run_silent("xmllint", "--noout", "--nonet", source("dbus/org.kexecd.Kexecd1.conf"))

    def test_has_the_actions_of_the_contract(self):
        names = re.findall(r'"(org\.kexecd\.[a-z-]+)"', read("dbus/names.h"))
        self.assertEqual(set(self.actions()), set(names))

    def test_defaults(self):
        # The table: who is in front of the machine, and everybody else.
        expected = {
            "load": ("yes", "auth_admin_keep"),
            "load-image": ("auth_admin_keep", "auth_admin_keep"),
            "load-custom": ("auth_admin", "auth_admin"),
            "unload": ("auth_admin_keep", "auth_admin_keep"),
            "execute": ("yes", "auth_admin_keep"),
            "execute-custom": ("auth_admin", "auth_admin"),
            "execute-force": ("auth_admin", "auth_admin"),
            "execute-hazard": ("auth_admin_keep", "auth_admin_keep"),
            "execute-multiple-sessions": ("auth_admin_keep", "auth_admin_keep"),
            "execute-ignore-inhibitors": ("auth_admin_keep", "auth_admin_keep"),
            "schedule": ("auth_admin_keep", "auth_admin_keep"),
            "forgive": ("auth_admin_keep", "auth_admin_keep"),
        }
        found = {}
        for name, action in self.actions().items():
            defaults = {entry.tag: entry.text for entry in action.find("defaults")}
            self.assertEqual(defaults["allow_any"], defaults["allow_inactive"], name)
            found[name.rsplit(".", 1)[1]] = (defaults["allow_active"], defaults["allow_any"])
        self.assertEqual(found, expected)

    def test_an_action_implies_only_what_is_as_strict_or_weaker(self):
        strength = {"yes": 0, "auth_admin_keep": 1, "auth_admin": 2}
        actions = self.actions()

        def strictness(name):
            return strength[actions[name].find("defaults/allow_active").text]

        for name, action in actions.items():
            for annotation in action.findall("annotate"):
                for implied in annotation.text.split():
                    self.assertIn(implied, actions, name)
                    self.assertLessEqual(strictness(implied), strictness(name), name)


class Unit(ToolTestCase):
    LIMITS = {"kexecd.service": 2.0, "kexecd-stopped.service": 1.0}

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name in self.LIMITS:
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write(read(f"daemon/{name}.in").replace("@libexecdir@", BUILD))

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def installed(self, name):
        with open(os.path.join(BUILD, "daemon", name), encoding="utf-8") as file:
            return file.read()

    def test_verify(self):
        for name in self.LIMITS:
            self.run_silent("systemd-analyze", "verify", "--man=no", self.path(name),
                            env={"SYSTEMD_LOG_LEVEL": "notice"})

    def test_exposure(self):
        for name, limit in self.LIMITS.items():
            text = self.run_tool("systemd-analyze", "security", "--no-pager", "--offline=true",
                                 self.path(name), env={"LC_ALL": "C.UTF-8"}).stdout
            score = float(re.search(rf"exposure level for {name}: ([\d.]+)", text).group(1))
            self.assertLessEqual(score, limit, text)

    def test_installed_unit_is_complete(self):
        for name, start in (("kexecd.service", "ExecStart=/\\S+/kexecd"),
                            ("kexecd-stopped.service", "ExecStop=/\\S+/kexecd-stopped")):
            text = self.installed(name)
            self.assertNotIn("@", re.sub(r"=.*@(system-service|privileged).*|^#.*", "", text,
                                         flags=re.MULTILINE))
            self.assertRegex(text, f"\n{start}\n")

    def test_late_unit_comes_with_the_daemon(self):
        # Nobody enables it: where it did not run, no restart would ever be to blame for anything.
        self.assertIn("\nWants=kexecd-stopped.service\n", self.installed("kexecd.service"))
        self.assertNotIn("[Install]", self.installed("kexecd-stopped.service"))


class Catalog(ToolTestCase):
    def ids(self):
        return set(re.findall(r'#define KX_EVENT_\w+ "([0-9a-f]{32})"',
                              read("daemon/service/event-ids.h")))

    def test_compiles_and_explains_every_event(self):
        with tempfile.TemporaryDirectory() as root:
            for folder in ("usr/lib/systemd/catalog", "var/lib/systemd/catalog"):
                os.makedirs(os.path.join(root, folder))
            shutil.copy(source("daemon/kexecd.catalog"),
                        os.path.join(root, "usr/lib/systemd/catalog"))
            self.run_silent("journalctl", "--root=" + root, "--update-catalog")
            text = self.run_tool("journalctl", "--root=" + root, "--list-catalog").stdout
        self.assertEqual(set(re.findall("^[0-9a-f]{32}", text, re.MULTILINE)), self.ids())

    def test_fields_are_known(self):
        known = set(re.findall(r'"(KEXECD_[A-Z]+)"', read("daemon/service/event-ids.h")))
        used = set(re.findall(r"@(\w+)@", read("daemon/kexecd.catalog")))
        self.assertLessEqual(used, known)


class Configuration(unittest.TestCase):
    def test_every_key_is_documented(self):
        text = read("policy/kexecd.conf")
        keys = re.findall(r"^#?([A-Z]\w+)=", text, re.MULTILINE)
        self.assertIn("Level", keys)
        for key in keys:
            self.assertIn(f".B {key}=", read("daemon/kexecd.conf.5"))

    def test_every_key_of_a_hazard_is_documented(self):
        known = set(re.findall(r'strcmp \(key, "(\w+)"\)', read("daemon/restart/hazard-rule.c")))
        documented = set(re.findall(r"^\.B ([A-Z]\w+)=$", read("daemon/kexecd.hazards.5"), re.MULTILINE))
        self.assertIn("Severity", known)
        self.assertEqual(known, documented)


if __name__ == "__main__":
    tap.main()
