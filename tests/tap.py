# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the unittest cases of a script and prints TAP, a line for each case as it ends."""

import sys
import traceback
import unittest


class _Result(unittest.TestResult):
    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.number = 0

    def _line(self, verdict, test, directive="", details=""):
        self.number += 1
        print(f"{verdict} {self.number} - {test.id()}{directive}", file=self.stream)
        for line in details.splitlines():
            print(f"# {line}", file=self.stream)
        self.stream.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line("not ok", test, details="".join(traceback.format_exception(*err)))

    def addError(self, test, err):
        super().addError(test, err)
        self._line("not ok", test, details="".join(traceback.format_exception(*err)))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("ok", test, f" # SKIP {reason}")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        # A case with a failed part is reported here; addSuccess is not called for it.
        if err is not None:
            self._line("not ok", subtest, details="".join(traceback.format_exception(*err)))


def main(module="__main__"):
    """Runs every case of @module, or those that the command line names; exits 1 on a failure."""
    loader = unittest.defaultTestLoader
    if len(sys.argv) > 1:
        suite = loader.loadTestsFromNames(sys.argv[1:], sys.modules[module])
    else:
        suite = loader.loadTestsFromModule(sys.modules[module])
    result = _Result(sys.stdout)
    suite.run(result)
    print(f"1..{result.number}")
    sys.exit(0 if result.wasSuccessful() else 1)
