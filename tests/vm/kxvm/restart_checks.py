# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is expected of a restart: everything as after a cold boot of the same kernel on the same machine."""

import struct

from .kernels import kernels
from .restarts import MICROCODE

NOT_MOVED = "ffffffff81000000"  # where a kernel lies without KASLR
# kB by which the memory that the kernel manages may differ from a cold boot's: the boot parameters stay reserved, and
# how many pages are lost at the edges depends on where kernel and tables happen to lie. Seen: 8 and 80.
MEMORY_SLACK = {"bios": 256, "efi": 512}
# kB that a kernel has more where it does without the fifth level of page tables that the cold boot used. Seen: 1004.
FIFTH_LEVEL = 1024


def _same(facts, cold, keys):
    return [f"{key}: {facts.get(key)!r}, after a cold boot {cold.get(key)!r}"
            for key in keys if facts.get(key) != cold.get(key)]


def _has_stamps(facts):
    """Whether the daemon's own purgatory came by; the structure: purgatory/parameters.h."""
    data = bytes.fromhex(facts.get("stamps", ""))
    if len(data) < 48:
        return False
    magic, _, _, size, entered, checked, left = struct.unpack_from("<QIIQQQQ", data)
    return magic == 0x535464636578656b and size > 1 << 20 and 0 < entered < checked <= left


def _kernel(step, armed, facts):
    wanted = {"release": kernels()[step.target].release, "cmdline": facts["asked"], "loader": "208",
              "packing": "zstd" if step.packing == MICROCODE else step.packing}
    problems = [f"{key}: {facts.get(key)!r}, expected {value!r}" for key, value in wanted.items()
                if facts.get(key) != value]
    # what is only staged is laid out when the restart comes
    if armed.get("method") != step.method and armed["level"] != "staged":
        problems.append(f"method: {armed.get('method')} ({armed.get('method-reason')})")
    if (step.method != "files") != _has_stamps(facts):
        problems.append(f"the purgatory's time stamps: {facts.get('stamps')}")
    if step.method != "files" and facts["unknown"]:
        problems.append(f"{facts['unknown']} ranges of memory are of an unknown type")
    if "nokaslr" in step.words.split() and facts["text"] != NOT_MOVED:
        problems.append(f"nokaslr, but _text is at {facts['text']}")
    return problems


def _efi(facts, before):
    problems = []
    # the firmware is told its virtual addresses only once, by the kernel that it booted: that one's map is handed on
    if facts["runtime"] != before["runtime"]:
        problems.append(f"the EFI runtime map {facts['runtime']} is not the old kernel's {before['runtime']}")
    if not facts["runtime"]:
        problems.append("no EFI runtime map")
    wanted = {"variable": before["token"], "deleted": "yes", "written": facts["token"]}
    return problems + [f"EFI variable: {key} {facts.get(key)!r}, expected {value!r}" for key, value in wanted.items()
                       if facts.get(key) != value]


def problems(step, hardware, armed, facts, cold, before, microcode):
    """What is not as it should be, as sentences.

    FACTS: of the new kernel; COLD: of the same one after a cold boot of this machine; BEFORE: of the kernel that was
    restarted from; MICROCODE: the digest of what lay in front of the initrd.
    """
    found = _kernel(step, armed, facts)
    found += _same(facts, cold, ("cpus", "e820", "memmap", "sleep", "warnings"))
    levels = "5" if hardware.la57 and "no5lvl" not in step.words.split() else "4"
    if facts["levels"] != levels:
        found.append(f"{facts['levels']} levels of page tables, expected {levels}")
    difference = int(facts["memory"]) - int(cold["memory"])
    slack = MEMORY_SLACK[hardware.firmware] + (FIFTH_LEVEL if hardware.la57 and levels == "4" else 0)
    if abs(difference) > slack:
        found.append(f"MemTotal {facts['memory']} kB, after a cold boot {cold['memory']}")
    if facts["microcode"] != (microcode if step.packing == MICROCODE else ""):
        found.append(f"microcode archive: {facts['microcode']!r}")
    if facts["boot"] == before["boot"]:
        found.append("it is the same boot")
    if facts["seeded"] != "0.000000":
        found.append(f"the random number generator was seeded at {facts['seeded']!r}")
    if hardware.firmware == "efi":
        found += _efi(facts, before)
    return found


