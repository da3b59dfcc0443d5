# SPDX-License-Identifier: LGPL-2.1-or-later
"""Unified kernel images, made from the stub of systemd-boot as its manual page shows."""

import re
import subprocess

_ALIGNMENT = 0x1000


def _end(stub):
    """The first address behind the sections of the stub."""
    listing = subprocess.run(["objdump", "-w", "-h", stub], check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = re.findall(r"^ +\d+ \S+ +([0-9a-f]+) +([0-9a-f]+) ", listing, re.MULTILINE)
    return max(int(size, 16) + int(address, 16) for size, address in rows)


def _aligned(address):
    return (address + _ALIGNMENT - 1) // _ALIGNMENT * _ALIGNMENT


def uki(stub, sections, out):
    """Write the image OUT: STUB with SECTIONS, {name: file}, one behind the other."""
    address = _aligned(_end(stub))
    arguments = []
    for name, path in sections.items():
        arguments += ["--add-section", f"{name}={path}", "--change-section-vma", f"{name}={address:#x}"]
        address = _aligned(address + path.stat().st_size)
    subprocess.run(["objcopy", *arguments, stub, out], check=True)
