# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Test Anything Protocol: results as lines."""

from .report import progress


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0
        self.case = ""

    def _line(self, ok, text):
        self.count += 1
        print(f"{'ok' if ok else 'not ok'} {self.count} - {self.case}: {text}", flush=True)

    def check(self, ok, text, detail=""):
        """One result; DETAIL is printed where it failed. Returns OK."""
        self._line(ok, text)
        if not ok:
            self.failed += 1
            self.note(detail)
        return bool(ok)

    def equal(self, got, expected, text):
        return self.check(got == expected, text, f"got {got!r}, expected {expected!r}")

    def skip(self, text, why):
        self._line(True, f"{text} # SKIP {why}")

    def note(self, text):
        for line in str(text).splitlines():
            print(f"# {line}", flush=True)

    def plan(self):
        print(f"1..{self.count}", flush=True)


class KeptTap(Tap):
    """Results of a case that runs beside another one: told together when it has ended, and as progress before."""

    def __init__(self):
        super().__init__()
        self._rows = []

    def _line(self, ok, text):
        self._rows.append((ok, text))
        progress(f"{self.case}: {'' if ok else 'NOT '}{text}")

    def note(self, text):
        self._rows.append((None, text))
        progress(f"{self.case}: {text}")

    def tell(self, tap):
        """Hand everything to TAP."""
        tap.case = self.case
        tap.failed += self.failed
        for ok, text in self._rows:
            if ok is None:
                tap.note(text)
            else:
                tap._line(ok, text)
