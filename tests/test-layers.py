# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may include whom: each room sees the headers of the rooms below it, and of no other."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tap

SOURCE = os.environ["abs_top_srcdir"]
BUILD = os.environ["abs_top_builddir"]

BELOW = {
    "formats": set(),
    "boot": {"formats"},
    "load": {"formats"},
    "restart": {"formats"},
    "disk": {"formats", "boot", "load", "restart"},
    "system": {"formats", "boot", "load", "restart", "disk"},
    "service": {"formats", "boot", "load", "restart", "disk", "system"},
    "shutdown": {"formats"},
    "stopped": {"formats", "boot", "load", "restart", "disk", "system"},
}


def headers(room):
    return {name for name in os.listdir(os.path.join(SOURCE, "daemon", room)) if name.endswith(".h")}


def flags(variable):
    rule = f"show: ; @echo $({variable})"
    output = subprocess.run(["make", "-s", "--no-print-directory", "--eval", rule, "show"], cwd=BUILD,
                            env={**os.environ, "MAKEFLAGS": ""}, check=True, capture_output=True, text=True)
    return output.stdout.split()


def visible(variable, names):
    """Which of the headers the compiler finds with the flags of a room; the system has some of the same name."""
    text = "".join(f'#if __has_include("{name}")\nFOUND {name}\n#endif\n' for name in sorted(names))
    output = subprocess.run(["cc", "-nostdinc", "-E", "-P", "-x", "c", *flags(variable), "-"], cwd=BUILD, input=text,
                            check=True, capture_output=True, text=True)
    return {line.split()[1] for line in output.stdout.splitlines() if line.startswith("FOUND")}


class Layers(unittest.TestCase):
    def check(self, variable, allowed):
        seen = visible(variable, set().union(*(headers(room) for room in BELOW)))
        self.assertEqual(seen, set().union(*(headers(room) for room in allowed)))

    def test_client(self):
        self.check("kexecctl_CPPFLAGS", set())


for _room, _below in BELOW.items():
    setattr(Layers, f"test_{_room}",
            lambda self, room=_room, below=_below: self.check(f"{room.upper()}_CPPFLAGS", below | {room}))


if __name__ == "__main__":
    tap.main()
