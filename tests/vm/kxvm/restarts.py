# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small guest that restarts again and again: its kernels and its own initrd, packed in several ways, are on a disk."""

import dataclasses
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from . import install
from .firmware import OVMF
from .initramfs import Initramfs
from .kernels import kernels, modules
from .kexecd import ADDED_UNDER_EFI, status
from .machine import CPU, GuestError, Machine, boot
from .small import system

_FACTS = pathlib.Path(__file__).resolve().parents[1] / "restarts" / "facts"
METHODS = ("raw", "bzimage", "files")
# How the initrd is packed; the kernel takes xz with this check only, and lz4 in its old format.
PACKERS = {"cpio": ("cat",), "gzip": ("gzip", "-1"), "xz": ("xz", "-1", "--check=crc32"), "zstd": ("zstd", "-q", "-3"),
           "lz4": ("lz4", "-q", "-l", "-1"), "lzma": ("xz", "--format=lzma", "-1"), "bzip2": ("bzip2", "-1")}
# two initrds, microcode first
MICROCODE = "microcode+zstd"
PACKINGS = (*PACKERS, MICROCODE)
_MIB = 1 << 20
_UNKNOWN = "Unknown E820 type"
# A busy host lets the guest's timer look broken for the tenth of a second in which Linux tests it, which is a panic.
CMDLINE = "console=tty0 console=ttyS0 panic=-1 no_timer_check norandmaps"


@dataclasses.dataclass(frozen=True)
class Hardware:
    firmware: str  # "bios", "efi"
    cpus: int
    memory: int  # MiB
    la57: bool  # the processor can have five levels of page tables; then Linux uses them

    def __str__(self):
        return f"{self.firmware}-{self.cpus}cpu-{self.memory}M-{'la57' if self.la57 else '4level'}"


@dataclasses.dataclass(frozen=True)
class Step:
    """One restart: into what and how."""
    target: str  # of kernels()
    method: str  # of METHODS
    packing: str = "cpio"  # of PACKINGS
    words: str = ""  # more on the command line

    def __str__(self):
        return f"{self.target} by {self.method}, initrd {self.packing}{self.words and ', ' + self.words}"


class Store:
    """A directory with disk.img: what the guests restart into, each thing at a place of its own. Use it in a `with`."""

    def __init__(self, packings=PACKINGS):
        self._packings = packings
        self._work = tempfile.TemporaryDirectory(prefix="kexecd-restarts-")
        self.path = pathlib.Path(self._work.name)
        self.disk = self.path / "disk.img"
        self._places = {}
        self.microcode = self._make_microcode()
        self._fill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._work.cleanup()

    def _add(self, name, path):
        with open(self.disk, "ab") as disk:
            start = -(-disk.tell() // _MIB) * _MIB
            disk.truncate(start)
            disk.seek(start)
            with open(path, "rb") as source:
                shutil.copyfileobj(source, disk)
            self._places[name] = start // _MIB, path.stat().st_size
            disk.truncate(-(-disk.tell() // _MIB) * _MIB)

    def _make_microcode(self):
        """An archive as distributions put it in front; no processor will want what is in it."""
        tree = self.path / "microcode"
        blob = tree / "kernel/x86/microcode/AuthenticAMD.bin"
        blob.parent.mkdir(parents=True)
        blob.write_bytes(b"KXTEST" * 5001)
        names = subprocess.run(["find", "kernel"], cwd=tree, check=True, stdout=subprocess.PIPE).stdout
        with open(self.path / "microcode.img", "wb") as out:
            subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=names, cwd=tree, check=True, stdout=out)
        return hashlib.md5(blob.read_bytes()).hexdigest()

    def _fill(self):
        tree = Initramfs(self.path / "tree")
        system(tree, kexecd=True)
        tree.program("/usr/bin/chattr", "/usr/bin/chattr")
        tree.program(install.program("tests/vm/corruption/load-corrupted"), "/usr/bin/load-corrupted")
        tree.copy(_FACTS, "/usr/bin/facts")
        tree.file("/etc/sysctl.conf", "kernel.kptr_restrict = 0\n")
        tree.file("/etc/no-kexecd", "")
        for kernel in kernels().values():
            names = []
            for name, data in modules(kernel):
                tree.file(f"/usr/lib/modules/{kernel.release}/{name}", data)
                names.append(name)
            tree.file(f"/usr/lib/modules/{kernel.release}/modules.order", "\n".join(names) + "\n")
            self._add(kernel.name, kernel.image)
        for path in (tree.root / "usr/libexec/kexecd", tree.root / "usr/bin/kexecctl"):
            subprocess.run(["strip", path], check=True)
        for packing in filter(PACKERS.get, self._packings):
            tree.file("/etc/packing", packing)
            archive, packed = self.path / "archive", self.initrd(packing)
            tree.pack(archive)
            with open(archive, "rb") as source, open(packed, "wb") as out:
                subprocess.run(PACKERS[packing], check=True, stdin=source, stdout=out)
            archive.unlink()
            self._add(packing, packed)
        self._add("microcode", self.path / "microcode.img")
        shutil.rmtree(tree.root)

    def initrd(self, packing):
        return self.path / f"initrd-{packing}.img"

    def read_command(self, name, path):
        """A shell command that copies a thing from the guest's disk to PATH."""
        start, size = self._places[name]
        return f"dd if=/dev/vda bs=1M skip={start} count={-(-size // _MIB)} 2>/dev/null | head -c {size} >{path}"


def _facts(text, lost):
    """{key: value}; the keys that may come several times have a list. LOST: as for _joined()."""
    facts = {"e820": [], "memmap": [], "runtime": []}
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key in ("e820", "memmap", "runtime"):
            facts[key].append(value.strip())
        else:
            facts[key] = value.strip()
    facts["unknown"] = sum(row.endswith(_UNKNOWN) for row in facts["memmap"])
    facts["memmap"] = _joined(facts["memmap"], lost)
    facts["e820"] = _joined((row.replace("-", " ", 1) for row in facts["e820"]), lost)
    facts["runtime"] = _joined(facts["runtime"], lost)
    return facts


def _joined(rows, lost):
    """Ranges ("START END TYPE", the end inclusive), ascending; neighbours of one type as one.

    A kernel cuts RAM where its own parameters lie, and kexec_file_load hands the pieces on; EFI's map where it keeps
    one of the firmware's tables. Linux up to 6.12 hands them on with a type of its own, 128 (E820_TYPE_RESERVED_KERN),
    which is RAM. 7.2 does not know that type any more: some bytes less, which are told and handed on as reserved. LOST:
    those ranges since the cold boot, {(first, last)}; more are added.
    """
    ranges = []
    for first, last, kind in sorted((int(row[0], 16), int(row[1], 16), row[2]) for row in (r.split(None, 2) for r in rows)):
        if kind == _UNKNOWN:
            lost.add((first, last))
        if kind in ("type 128", "usable") or (first, last) in lost:
            kind = "System RAM"
        if ranges and ranges[-1][2] == kind and ranges[-1][1] + 1 == first:
            first = ranges.pop()[0]
        ranges.append((first, last, kind))
    return [f"{first:#x}-{last:#x} {kind}" for first, last, kind in ranges]


class Restarter(Machine):
    """The guest; start it with boot_cold()."""

    def __init__(self, name, store, hardware, limit=600, **options):
        cpu = (*CPU[:-1], f"{CPU[-1]},la57={'on' if hardware.la57 else 'off'}")
        super().__init__(name, install.logs(), limit=limit, memory=hardware.memory, cpus=hardware.cpus, cpu=cpu, **options)
        self.store, self.hardware = store, hardware
        self.facts = {}
        self._lost = set()
        self._starts = 0

    def start_cold(self, kernel):
        saved = self.store.path / f"{self.name}.state"  # where savevm writes to
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", saved, "1M"], check=True)
        flash = ["-drive", f"id=state,if=none,format=qcow2,file={saved}"]
        if self.hardware.firmware == "efi":
            variables = self.store.path / f"{self.name}.vars"
            subprocess.run(["qemu-img", "convert", "-q", "-O", "qcow2", OVMF / "OVMF_VARS_4M.fd", variables], check=True)
            flash += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / 'OVMF_CODE_4M.fd'}",
                      "-drive", f"if=pflash,format=qcow2,unit=1,file={variables}"]
        self.start("-machine", "q35", *flash, "-drive", f"file={self.store.disk},format=raw,if=virtio,readonly=on",
                   "-device", "VGA", "-kernel", str(kernels()[kernel].image), "-initrd", str(self.store.initrd("cpio")),
                   "-append", f"{CMDLINE} kx.boot={self.name}", "-serial", "chardev:agent")

    def settle(self):
        """What is done after each start, however it came about."""
        self._starts += 1
        token = f"{self.name}.{self._starts}"
        load = "cd /usr/lib/modules/$(uname -r) && for m in $(cat modules.order); do insmod ./$m; done 2>/dev/null"
        self.facts = _facts(self.run(f"({load}); facts {token}").out, self._lost)
        self.facts["token"] = token
        return self.facts

    # --- a restart ---

    def _conf(self, method):
        return f"mkdir -p /etc/kexecd.conf.d; printf '[kexecd]\\nMethod={method}\\n' >/etc/kexecd.conf.d/method.conf"

    def _load(self, method, files, command, before="true"):
        """Have kexecd load by METHOD; FILES: {path in the guest: name in the store}. Status's armed."""
        commands = [self._conf(method), "rm -f /boot/*", before,
                    *(self.store.read_command(name, path) for path, name in files.items()), "rm -f /run/no-kexecd"]
        self.run("; ".join(commands), timeout=120)
        self.until("dbus-send --system --print-reply --dest=org.kexecd.Kexecd1 /org/kexecd/Kexecd1 "
                   "org.kexecd.Kexecd1.Manager.Status", pause=0.1)
        self.run(command, timeout=300)
        return status(self)["armed"]

    def load_own(self, method, kernel, initrds, cmdline):
        """LoadFiles; INITRDS: names in the store."""
        paths = {f"/boot/{name}": name for name in initrds}
        words = "".join(f" --initrd={path}" for path in paths)
        return self._load(method, {"/boot/own-kernel": kernel.name, **paths},
                          f"kexecctl load --kernel=/boot/own-kernel{words} --cmdline='{cmdline}'")

    def arm(self, step, cmdline):
        """Have kexecd make STEP ready: Status's armed."""
        kernel = kernels()[step.target]
        if step.packing == MICROCODE:
            return self.load_own(step.method, kernel, ("microcode", "zstd"), cmdline)
        return self._load(step.method, {f"/boot/vmlinuz-{kernel.release}": kernel.name,
                                        f"/boot/initrd.img-{kernel.release}": step.packing}, "kexecctl load",
                          before=f"mkdir -p /etc/kernel; echo '{cmdline}' >/etc/kernel/cmdline")

    def restart(self, step, command="kexec -e"):
        """STEP, from arming to the answers of the new kernel: (Status's armed, the new facts, seconds of the restart)."""
        cmdline = f"{CMDLINE} kx.boot={self.name}.{self._starts + 1}"
        cmdline += step.words and f" {step.words}"
        armed = self.arm(step, cmdline)
        if armed.get("level") == "staged":
            command = "kexecctl execute --force"
        began = time.monotonic()
        answer = self.agent.start(command)
        try:
            self.wait_restart(self.facts["boot"])
        except GuestError as error:
            raise GuestError(f"{step}: {error}\n{self.console.tail()}") from error
        seconds = time.monotonic() - began
        del answer
        facts = self.settle()
        facts["asked"] = cmdline + (ADDED_UNDER_EFI if self.hardware.firmware == "efi" else "")
        return armed, facts, seconds

    # --- the screen ---

    def _screen(self):
        path = self.store.path / f"{self.name}.ppm"
        self.qmp.call("screendump", filename=str(path))
        data = path.read_bytes()
        path.unlink()
        return data.split(b"\n", 3)[-1]

    def screen_shows(self):
        """Whether text that is printed on the console changes a screen that is not black: (lit bytes, changed bytes)."""
        before = self._screen()
        self.run("printf '\\n\\n%s\\n\\n' '######## kexecd ########' >/dev/tty0; sleep 0.2")
        after = self._screen()
        return (sum(map(bool, after)), sum(a != b for a, b in zip(before, after)) + abs(len(before) - len(after)))

    def power_off(self):
        """Switch the machine off: whether it was done the ACPI way. Then it waits for go_back()."""
        self.qmp.monitor("savevm before")
        self.qmp.forget_events()
        self.qmp.call("set-action", shutdown="pause", reboot="reset")  # QEMU stays, to tell
        self.agent.start("poweroff -f")
        try:
            return self.qmp.wait_event("SHUTDOWN", 60)["reason"] == "guest-shutdown"
        except TimeoutError:
            return False

    def go_back(self):
        """Go on as if it had not been switched off."""
        self.qmp.call("system_reset")  # else QEMU does not run it any more
        self.qmp.wait_event("RESET", 60)
        self.qmp.call("stop")
        self.qmp.monitor("loadvm before")
        self.qmp.monitor("delvm before")
        self.qmp.call("set-action", shutdown="poweroff", reboot="shutdown")
        self.qmp.call("cont")
        self.agent.wait(60)


def restarter(name, store, hardware, kernel, **options):
    """A Restarter that has booted KERNEL cold."""
    def make():
        machine = Restarter(name, store, hardware, **options)
        machine.start_cold(kernel)
        return machine

    machine = boot(make)
    try:
        machine.settle()
    except BaseException:
        machine.close()
        raise
    return machine
