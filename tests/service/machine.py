# SPDX-License-Identifier: LGPL-2.1-or-later
"""A machine for tests: a root directory with synthetic kernels, and the kernel that outlives the
daemon (see fake-kexec.h)."""

import fcntl
import hashlib
import os
import shutil
import struct
import time

CMDLINE = "root=/dev/vda1 ro quiet"
# What is put behind that of an image of the machine that has no panic=.
PANIC = " panic=10"
GUARD = " initrdmem=0,1"  # where EFI started the machine
RUNNING = "6.1.0-30-amd64"
# Since Linux 6.3.
COUNTER = "proc/sys/kernel/kexec_load_limit_reboot"


def bzimage(release, size=64 * 1024, *, protocol=0x20F, xloadflags=0x3F, fill=b"\x5a", cmdline_size=2047):
    """A file that is a bzImage as far as its header goes. size: of what follows the setup code."""
    setup_sects = 3
    setup = bytearray((setup_sects + 1) * 512)
    size = (size + 15) // 16 * 16
    text = f"{release} (builder@example) #1 SMP\0".encode()
    struct.pack_into("<B", setup, 0x1F1, setup_sects)
    struct.pack_into("<I", setup, 0x1F4, size // 16)
    struct.pack_into("<H", setup, 0x1FE, 0xAA55)
    setup[0x200:0x202] = b"\xeb\x66"
    setup[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", setup, 0x206, protocol)
    struct.pack_into("<H", setup, 0x20E, 0x300 - 0x200)
    setup[0x211] = 1
    struct.pack_into("<I", setup, 0x230, 0x200000)
    setup[0x234] = 1
    setup[0x235] = 21
    struct.pack_into("<H", setup, 0x236, xloadflags)
    struct.pack_into("<I", setup, 0x238, cmdline_size)
    struct.pack_into("<II", setup, 0x248, 64, size - 64)
    struct.pack_into("<Q", setup, 0x258, 0x1000000)
    struct.pack_into("<I", setup, 0x260, (size + 0xFFFFF) // 0x100000 * 0x100000 + 0x100000)
    setup[0x300 : 0x300 + len(text)] = text
    return bytes(setup) + (fill * size)[:size]


def boot_params(ranges):
    """The zero page of a kernel that was started on RAM at these places (Documentation/arch/x86/zero-page.rst)."""
    page = bytearray(4096)
    page[0x1E8] = len(ranges)
    page[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", page, 0x206, 0x20F)
    for number, (start, end) in enumerate(ranges):
        struct.pack_into("<QQI", page, 0x2D0 + 20 * number, start, end - start, 1)
    return bytes(page)


class Machine:
    def __init__(self, path):
        self.path = path
        self.root = os.path.join(path, "root")
        self.kernel = os.path.join(path, "kernel")
        os.makedirs(self.kernel)
        for directory in ("boot", "etc", "run/kexecd", "var/lib/kexecd", "usr/lib/modules", "sys/kernel"):
            os.makedirs(os.path.join(self.root, directory))
        os.symlink("usr/lib", os.path.join(self.root, "lib"))
        os.symlink(self.root, os.path.join(self.kernel, "root"))
        self.write("proc/cmdline", f"BOOT_IMAGE=/boot/vmlinuz-{RUNNING} {CMDLINE}\n")
        self.write("proc/sys/kernel/osrelease", RUNNING + "\n")
        self.write("proc/sys/kernel/arch", "x86_64\n")
        self.write("proc/sys/kernel/random/boot_id", "0f7c9e4e-5a3b-4b7e-9d5a-3b1c2d4e5f60\n")
        self.write("proc/sys/kernel/kexec_load_disabled", "0\n")
        self.write(COUNTER, "-1\n")
        self.write("sys/kernel/kexec_loaded", "0\n")
        self.write("etc/os-release", 'ID=debian\nPRETTY_NAME="Debian"\n')

    def at(self, path):
        return os.path.join(self.root, path.lstrip("/"))

    def write(self, path, content, *, settled=False):
        """Writes a file at once; settled: as if it had been there for an hour."""
        if isinstance(content, str):
            content = content.encode()
        path = self.at(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".tmp", "wb") as file:
            file.write(content)
        if settled:
            past = time.time() - 3600
            os.utime(path + ".tmp", (past, past))
        os.rename(path + ".tmp", path)
        return path

    def read(self, path):
        with open(self.at(path), "rb") as file:
            return file.read()

    def remove(self, path):
        path = self.at(path)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)

    def install(self, release, *, kernel=None, initrd=b"initrd"):
        """A kernel as Debian installs it, with an initrd."""
        os.makedirs(self.at(f"usr/lib/modules/{release}"), exist_ok=True)
        if initrd is not None:
            self.write(f"boot/initrd.img-{release}", initrd + release.encode())
        self.write(f"boot/vmlinuz-{release}", bzimage(release) if kernel is None else kernel)

    def tell_memory(self, mib=4096):
        """The machine tells what laying out takes: RAM of so many MiB."""
        for number, (start, end) in enumerate([(0, 0x9FC00), (0x100000, mib << 20)]):
            self.write(f"sys/firmware/memmap/{number}/start", f"{start:#x}\n")
            self.write(f"sys/firmware/memmap/{number}/end", f"{end - 1:#x}\n")
            self.write(f"sys/firmware/memmap/{number}/type", "System RAM\n")
        self.write("proc/iomem", f"00001000-0009fbff : System RAM\n00100000-{(mib << 20) - 1:08x} : System RAM\n")
        self.write("proc/meminfo", f"MemTotal: {mib << 10} kB\nMemAvailable: {mib << 9} kB\n")
        self.write("sys/kernel/boot_params/data", boot_params([(0, 0x9FC00), (0x100000, mib << 20)]))

    def uninstall(self, release):
        for path in (f"boot/vmlinuz-{release}", f"boot/initrd.img-{release}", f"usr/lib/modules/{release}"):
            if os.path.lexists(self.at(path)):
                self.remove(path)

    # The kernel.

    def loaded(self):
        """What is loaded, as a dictionary kernel, initrd (SHA-256 or "-"), cmdline or, where it was
        laid out, segments, memory (bytes); None: nothing."""
        with open(os.path.join(self.kernel, "lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                with open(os.path.join(self.kernel, "image"), encoding="utf-8") as file:
                    return _fields(file.read())
            except FileNotFoundError:
                return None

    def calls(self):
        """Every call so far: (verb, result, what)."""
        try:
            with open(os.path.join(self.kernel, "log"), encoding="utf-8") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        return [(*line.split(" ", 2), "")[:3] for line in lines]

    def loads(self):
        """How many loads succeeded."""
        return sum(1 for verb, result, _ in self.calls() if (verb, result) == ("load", "0"))

    def order(self, *, errno=0, times=0, delay=0, ima=0):
        with open(os.path.join(self.kernel, "control.new"), "w", encoding="utf-8") as file:
            file.write(f"errno {errno} {times}\ndelay {delay}\nima {ima}\n")
        os.rename(os.path.join(self.kernel, "control.new"), os.path.join(self.kernel, "control"))

    def set_clock(self, seconds):
        """Sets the clock by which the daemon restarts when scheduled: so much ahead of the real one."""
        path = os.path.join(self.kernel, "clock")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(f"{round(seconds * 1e6)}\n")
        os.rename(path + ".new", path)

    def counter(self):
        return int(self.read(COUNTER))

    def call_foreign(self):
        """Another program calls the kernel, which has not come further yet than to count that."""
        with open(os.path.join(self.kernel, "switches"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.exists(self.at(COUNTER)) and self.counter() > 0:
                self.write(COUNTER, f"{self.counter() - 1}\n")

    def load_foreign(self):
        """Another program loads an image of its own."""
        self.call_foreign()
        with open(os.path.join(self.kernel, "image"), "w", encoding="utf-8") as file:
            file.write("kernel=foreign initrd=- cmdline=foreign\n")
        self.write("sys/kernel/kexec_loaded", "1\n")

    def unload_foreign(self):
        """Another program unloads."""
        self.call_foreign()
        path = os.path.join(self.kernel, "image")
        if os.path.exists(path):
            os.unlink(path)
        self.write("sys/kernel/kexec_loaded", "0\n")

    def expected(self, release, cmdline=CMDLINE + PANIC):
        """What the kernel holds when that release is loaded."""
        initrd = self.read(f"boot/initrd.img-{release}")
        initrd += bytes(-len(initrd) % 4)
        return {
            "kernel": hashlib.sha256(self.read(f"boot/vmlinuz-{release}")).hexdigest(),
            "initrd": hashlib.sha256(initrd).hexdigest(),
            "cmdline": cmdline,
        }


def _fields(line):
    if line.startswith("segments="):
        return {key: int(value) for key, value in (field.split("=") for field in line.split())}
    kernel, initrd, cmdline = line.rstrip("\n").split(" ", 2)
    return {
        "kernel": kernel.removeprefix("kernel="),
        "initrd": initrd.removeprefix("initrd="),
        "cmdline": cmdline.removeprefix("cmdline=").encode().decode("unicode_escape"),
    }
