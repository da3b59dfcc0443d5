# SPDX-License-Identifier: LGPL-2.1-or-later
"""The purgatory alone, between two programs of a page: what it hands over, what it finds changed, how it resets."""

import os
import pathlib
import random
import subprocess
import tempfile
import time

from kxvm import install
from kxvm.machine import CPU

PAIRED = 20

_SOURCES = install.SOURCE / "tests" / "vm" / "purgatory"

# Where everything lies. The purgatory is on both sides of a boundary of 2 MiB, on purpose.
_PURGATORY, _KERNEL, _BLOB = 0x3fff000, 0x1000000, 0x2100000
_BOOT_PARAMS, _STAMPS, _SETTINGS = 0x2001000, 0x2002000, 0x180000
_BLOB_SIZE = 1024 * 1024 + 5

_DEBUG_EXIT, _PANIC_DEVICE = 0xf4, 0xfc000000
_RESET, _KERNEL_RAN, _PANIC = 0, 0x10 << 1 | 1, 1
_BY_PORT, _BY_MEMORY = 1, 3
_REGIONS = ("kernel", "blob")


class _Bench:
    """The files that the guests are started from."""

    def __init__(self, place):
        self.place = place
        cc = ["cc", "-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none", "-Wl,-z,noexecstack"]
        subprocess.run([*cc, "-m32", "-Wl,-m,elf_i386", "-Wl,-Ttext=0x100000", "-Wl,-e,start", "-o", place / "before",
                        _SOURCES / "before.S"], check=True)
        subprocess.run([*cc, "-std=gnu17", "-O2", "-ffreestanding", "-fno-pie", "-mgeneral-regs-only",
                        "-fno-stack-protector", "-fcf-protection=none", f"-I{install.SOURCE}/purgatory",
                        f"-Wl,-Ttext={_KERNEL:#x}", "-Wl,-e,start", "-o", place / "after", _SOURCES / "after.c"],
                       check=True)
        subprocess.run(["objcopy", "-O", "binary", place / "after", place / "kernel"], check=True)
        (place / "blob").write_bytes(os.urandom(_BLOB_SIZE))

    def contents(self, reset=(0, 0, 0), five_levels=False):
        """{name: (address, bytes)} of all that lies in memory when the purgatory is entered."""
        numbers = (_PURGATORY, _KERNEL, _BOOT_PARAMS, _STAMPS, *reset, 0x3f8)
        regions = [hex(_KERNEL), self.place / "kernel", hex(_BLOB), self.place / "blob"]
        entry = subprocess.run([install.build_dir() / "tests/vm/purgatory/lay-out", self.place / "purgatory",
                                *map(hex, numbers), *regions], check=True, capture_output=True, text=True).stdout
        settings = int(entry, 16).to_bytes(8, "little") + int(five_levels).to_bytes(8, "little")
        found = {name: (address, bytearray((self.place / name).read_bytes()))
                 for name, address in (("purgatory", _PURGATORY), ("kernel", _KERNEL), ("blob", _BLOB))}
        return {**found, "settings": (_SETTINGS, settings)}

    def run(self, contents, cpu=CPU, machine="pc", arguments=()):
        """(exit code, what came on the serial port, seconds)"""
        command = ["timeout", "60", "qemu-system-x86_64", *cpu, "-machine", machine, "-m", "128", "-nodefaults",
                   "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio",
                   "-device", f"isa-debug-exit,iobase={_DEBUG_EXIT:#x}", "-kernel", self.place / "before", *arguments]
        for name, (address, data) in contents.items():
            (self.place / f"{name}.loaded").write_bytes(data)
            command += ["-device", f"loader,file={self.place}/{name}.loaded,addr={address:#x},force-raw=on"]
        since = time.monotonic()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              check=False)
        return done.returncode, done.stdout, time.monotonic() - since


def _flip(contents, name, bit):
    contents[name][1][bit // 8] ^= 1 << bit % 8
    return contents


def _message(name):
    return f"memory changed on the way to the new kernel (part {_REGIONS.index(name) + 1} of {len(_REGIONS)})"


def _hand_over(tap, bench, what, instruction=True, five_levels=False, **options):
    """The state that the next kernel is started in, and the time stamps."""
    contents = bench.contents(five_levels=five_levels)
    code, out, seconds = bench.run(contents, **options)
    told = {name: int(value, 16) for name, _, value in (line.partition("=") for line in out.splitlines())}
    if not tap.equal(code, _KERNEL_RAN, f"{what}: the next kernel runs ({seconds:.1f} s)"):
        tap.note(out)
        return
    tap.equal({name: told[name] for name in ("rsi", "cs", "ds", "es", "ss")},
              {"rsi": _BOOT_PARAMS, "cs": 0x10, "ds": 0x18, "es": 0x18, "ss": 0x18},
              f"{what}: boot parameters and flat segments")
    tap.equal((told["flags"] & 0x600, told["cr4"]), (0, 0x1020 if five_levels else 0x20),
              f"{what}: no interrupts, upwards, paging as it was")
    tap.equal((told["stamps.magic"].to_bytes(8, "little"), told["stamps.version"], told["stamps.flags"]),
              (b"kexecdTS", 1, int(instruction)), f"{what}: the time stamps say how it was checked")
    tap.check(told["stamps.bytes"] == sum(len(contents[name][1]) for name in ("kernel", "blob"))
              and 0 < told["stamps.entered"] < told["stamps.checked"] <= told["stamps.left"],
              f"{what}: how much, and when", out)


def _changes(tap, bench):
    """A bit that changed in memory ends in a reset, with a line that says why."""
    draw = random.Random()
    places = [("blob", 0), ("blob", _BLOB_SIZE * 8 - 1), ("kernel", 7),
              *(("blob", draw.randrange(_BLOB_SIZE * 8)) for _ in range(6))]
    lost = []
    for name, bit in places:
        code, out, _ = bench.run(_flip(bench.contents(), name, bit))
        if code != _RESET or _message(name) not in out or "rsi=" in out:
            lost.append((name, bit, code, out))
    tap.equal(lost, [], f"{len(places)} flipped bits, each in another start: a line on the serial port, and a reset")


def _changed_purgatory(tap, bench):
    """Its own code, and what it was told: nothing of it is used."""
    draw = random.Random()
    lost = []
    for bit in (0x800 * 8, *(draw.randrange(0x100 * 8, 0xc00 * 8) for _ in range(5))):
        code, out, _ = bench.run(_flip(bench.contents(), "purgatory", bit))
        if (code, out) != (_RESET, ""):
            lost.append((bit, code, out))
    tap.equal(lost, [], "six flipped bits in the purgatory's own code: a reset")
    contents = bench.contents()
    entry = _KERNEL.to_bytes(8, "little") + _BOOT_PARAMS.to_bytes(8, "little")
    at = contents["purgatory"][1].index(entry)
    code, out, _ = bench.run(_flip(contents, "purgatory", at * 8 + 13))
    tap.check(code == _RESET and "rsi=" not in out, "a flipped bit in what the purgatory was told: a reset", (code, out))


def _resets(tap, bench):
    """Everything that may reset a machine does, where what is tried before it does not."""
    code, out, _ = bench.run(_flip(bench.contents(reset=(_BY_PORT, _DEBUG_EXIT, 0x21)), "blob", 99))
    tap.equal(code, 0x21 << 1 | 1, "the firmware's reset register is tried first: an I/O port")
    for five_levels in (False, True):
        contents = bench.contents(reset=(_BY_MEMORY, _PANIC_DEVICE, 1), five_levels=five_levels)
        code, out, _ = bench.run(_flip(contents, "blob", 99),
                                 arguments=["-device", "pvpanic-pci,addr=5", "-action", "panic=exit-failure"])
        tap.equal(code, _PANIC, f"… or in memory that is not mapped, {5 if five_levels else 4} levels of page tables")
    for machine, what in (("pc", "the chipset"), ("isapc", "without that, the keyboard controller"),
                          ("isapc,i8042=off", "without that, an exception that nobody handles")):
        code, out, seconds = bench.run(_flip(bench.contents(), "blob", 99), machine=machine)
        tap.check(code == _RESET and _message("blob") in out, f"… {what} ({seconds:.1f} s)", (code, out))


def run(tap):
    with tempfile.TemporaryDirectory() as place:
        bench = _Bench(pathlib.Path(place))
        _hand_over(tap, bench, "as usual")
        _hand_over(tap, bench, "five levels of page tables", five_levels=True)
        _hand_over(tap, bench, "a CPU without CRC32", instruction=False,
                   cpu=[*CPU[:-1], f"{CPU[-1]},sse4.2=off"])
        _changes(tap, bench)
        _changed_purgatory(tap, bench)
        _resets(tap, bench)
