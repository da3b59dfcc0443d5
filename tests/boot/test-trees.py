# SPDX-License-Identifier: LGPL-2.1-or-later
"""The machines of tests/boot/trees: kexecd --explain names what their boot loaders offer and start."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
sys.dont_write_bytecode = True

import machine  # noqa: E402
import tap  # noqa: E402

BUILD = os.environ.get("abs_top_builddir", os.getcwd())
# What an expectation has to commit itself to.
MACHINE_FACTS = {"loader", "running", "default", "one-shot", "reason", "images"}
IMAGE_FACTS = {"id", "title", "source", "file", "line", "kernel", "default", "complete", "problems"}
LINUX_FACTS = {"initrds", "cmdline"}
# Of these sentences an expectation has the words that matter.
SENTENCES = {"reason", "one-shot", "why", "problems", "text"}
CHOICE, NONE = 0, 3


def differences(where, expected, got, sentence=False):
    """What is not as expected, a line for each thing."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            if key not in got:
                yield f"{where}.{key} is missing"
            else:
                yield from differences(f"{where}.{key}", value, got[key], sentence or key in SENTENCES)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for number, (one, other) in enumerate(zip(expected, got)):
            yield from differences(f"{where}[{number}]", one, other, sentence)
    elif sentence and isinstance(expected, str) and isinstance(got, str):
        if expected not in got:
            yield f"{where} does not say {expected!r} but {got!r}"
    elif expected != got or type(expected) is not type(got):
        yield f"{where} is not {json.dumps(expected)} but {json.dumps(got)}"


class Trees(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # All are built before the first is looked at: only one scan has to wait for its files to grow old enough.
        cls.directory = tempfile.TemporaryDirectory(prefix="kexecd-trees-")
        for name in machine.names():
            machine.Machine(name, os.path.join(cls.directory.name, name)).build()

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def explain(self, name):
        """(what --explain says, its exit code)"""
        root = os.path.join(self.directory.name, name)
        result = subprocess.run([os.path.join(BUILD, "kexecd"), "--explain", "--json", f"--root={root}"],
                                capture_output=True, encoding="utf-8", timeout=60, check=False)
        self.assertIn(result.returncode, (CHOICE, NONE), result.stderr)
        self.assertEqual(result.stderr, "")
        return json.loads(result.stdout), result.returncode

    def check_sentences(self, got):
        """Everything has its reason, in the form of all sentences."""
        sentences = [got["reason"], *(image["why"] for image in got["images"]),
                     *(problem for image in got["images"] for problem in image["problems"]),
                     *(reason["text"] for reason in got["cold-reasons"])]
        if got["one-shot"] is not None:
            sentences.append(got["one-shot"])
        for sentence in sentences:
            self.assertTrue(sentence)
            self.assertFalse(sentence.endswith("."), sentence)

    def check(self, name):
        expected = json.loads((machine.TREES / name / "expected.json").read_text(encoding="utf-8"))
        got, code = self.explain(name)
        self.assertLessEqual(MACHINE_FACTS, expected.keys())
        for image in expected["images"]:
            self.assertLessEqual(IMAGE_FACTS | (LINUX_FACTS if image["kernel"] else set()), image.keys(), image)
        found = list(differences("", expected, got))
        if found:
            self.fail("\n".join(found) + "\nIt says: " + json.dumps(got, indent=2))
        self.check_sentences(got)
        default = [image for image in got["images"] if image["default"]]
        self.assertEqual([image["id"] for image in default], [got["default"]] if got["default"] is not None else [])
        self.assertEqual(code, CHOICE if default and default[0]["complete"] else NONE)


for _name in machine.names():
    setattr(Trees, "test_" + _name.replace("-", "_"), lambda self, name=_name: self.check(name))


if __name__ == "__main__":
    tap.main()
