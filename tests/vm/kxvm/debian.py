# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian guest: systemd, logind, polkit, dpkg and a user who is logged in on tty1."""

import itertools
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from . import cache, install, packages
from .machine import GuestError, Machine, boot, hardware
from .report import progress

_CUSTOMIZE = pathlib.Path(__file__).resolve().parents[1] / "debian" / "customize"
INCLUDE = ("systemd", "systemd-sysv", "udev", "dbus", "polkitd", "libpam-systemd", "initramfs-tools", "zstd",
            "kmod", "e2fsprogs", "qemu-guest-agent", "libglib2.0-0", "libpolkit-gobject-1-0",
            "libpolkit-agent-1-0", "libjson-glib-1.0-0", "libsodium23", "libsystemd0", "libelf1", "login", "procps")
_INITRAMFS = "MODULES=list\\nCOMPRESS=zstd\\nCOMPRESSLEVEL=1\\n"
ROOT_UUID = "6b657865-6364-4865-8000-000000000001"
# Without norandmaps, QEMU 7.2 translates the libraries anew for each process that has them somewhere else.
CONSOLES = "console=tty0 console=ttyS0 panic=-1 norandmaps"
CMDLINE = f"root=UUID={ROOT_UUID} ro {CONSOLES}"


def recipe():
    """What make_disk() does of its own accord."""
    return [_INITRAMFS, ROOT_UUID, _CUSTOMIZE.read_text()]


def _recipe():
    return [*packages.kernels(), " ".join(INCLUDE), *recipe()]


def make_disk(path, suite, sources, include, kernel, newer, modules=(), hooks=()):
    """Fill the directory PATH: disk.img, tree.tar, and vmlinuz and initrd.img of the package KERNEL.

    SOURCES: lines of sources.list; INCLUDE: packages; NEWER: the file of another kernel's, which lies in the guest;
    MODULES: more of them for the initrd; HOOKS: programs that are given the new root directory before the disk is made.
    """
    progress(f"making a disk with Debian {suite} (about a minute)")
    variables = {"OUT": path, "ROOT_UUID": ROOT_UUID, "OLDER_RELEASE": packages.release(kernel),
                 "NEWER": newer, "TOOLS": packages.tools(), "TMPDIR": path}
    # the files of the disk have owners, which only root can give them
    root = [*(["sudo"] if os.geteuid() else []), "env", *(f"{name}={value}" for name, value in variables.items())]
    names = " ".join(("virtio_pci", "virtio_blk", "virtio_console", *modules))
    setup = ('mkdir -p "$1/etc/initramfs-tools/conf.d" && printf "' + _INITRAMFS + '" '
             '>"$1/etc/initramfs-tools/conf.d/test" && '
             f'printf "%s\\n" {names} >"$1/etc/initramfs-tools/modules"')
    command = [*root, "mmdebstrap", "--quiet", "--variant=apt", "--format=null",
               f"--include={','.join(include)},{kernel}",
               "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*",
               "--dpkgopt=path-exclude=/usr/share/locale/*", "--essential-hook=" + setup,
               *(f"--customize-hook={hook} \"$1\"" for hook in (*hooks, _CUSTOMIZE)), suite, "/dev/null", "-"]
    result = subprocess.run(command, input="\n".join(sources) + "\n", text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        raise SystemExit(f"mmdebstrap of {suite} failed:\n{result.stdout}")


def _make(path):
    older, newer = packages.kernels()
    make_disk(path, "bookworm", packages.sources(), INCLUDE, older, packages.deb(newer))


def base():
    """The directory with disk.img, vmlinuz and initrd.img of a machine without kexecd."""
    return cache.build("debian", _recipe(), _make)


class Debian(Machine):
    """A Debian guest on a disk of its own, thrown away with it."""

    def __init__(self, name, *, memory=1024, limit=1500, **options):
        super().__init__(name, install.logs(), memory=memory, limit=limit, **options)
        self._work = tempfile.TemporaryDirectory(prefix="kexecd-debian-")
        self.disk = pathlib.Path(self._work.name) / "disk.qcow2"
        self._typed = itertools.count(1)

    def start(self, *arguments):
        self._arguments = arguments
        super().start(*arguments)

    def power_off_and_on(self, meanwhile=lambda: None):
        """Cut the power, and switch it on again with the same disk: what the guest had not written is lost.

        MEANWHILE() is called while it is off.
        """
        self.qmp.call("quit")
        self.wait_off(30)
        super().close()
        meanwhile()
        self.log = self.log.with_name(f"{self.log.stem}-on.log")
        super().start(*self._arguments)

    def close(self):
        super().close()
        self._work.cleanup()

    def _start(self, backing, form, *arguments, kernel=None):
        """Start it on a new disk upon BACKING, with the base disk's own kernel or KERNEL: (vmlinuz, initrd, words)."""
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", form, "-b", backing, self.disk], check=True)
        vmlinuz, initrd, words = kernel or (base() / "vmlinuz", base() / "initrd.img", "")
        self.start("-kernel", str(vmlinuz), "-initrd", str(initrd), "-append", f"{CMDLINE} {words}".strip(),
                   "-vga", "std", "-drive", f"file={self.disk},if=virtio,cache=unsafe", "-device", "virtio-serial",
                   "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0", *arguments)

    def start_cold(self, kernel=None, words=""):
        """Boot it, with its own kernel and more WORDS on its command line, or KERNEL: (vmlinuz, initrd, words)."""
        own = (base() / "vmlinuz", base() / "initrd.img", words)
        self._start(base() / "disk.img", "raw", kernel=kernel or own)

    def start_other(self, directory, words=""):
        """Boot another disk, which make_disk() has put into DIRECTORY, with its own kernel and WORDS for that."""
        self._start(directory / "disk.img", "raw", kernel=(directory / "vmlinuz", directory / "initrd.img", words))

    def start_warm(self):
        """Wake it up where running() left off, with the clock of now."""
        self._start(running() / "disk.qcow2", "qcow2", "-incoming", f"exec:cat {running() / 'memory'}")
        self.resume()
        self.agent.wait(60)
        self.agent.call("guest-set-time", {"time": time.time_ns()})

    def install(self):
        """Install kexecd as an administrator would: unpack, reload, enable, start."""
        archive = subprocess.run(["tar", "-C", install.tree(), "--owner=0", "--group=0", "-c", "."], check=True,
                                 stdout=subprocess.PIPE).stdout
        self.run("tar -C / --keep-directory-symlink --no-overwrite-dir -x", stdin=archive)
        self.run("systemctl daemon-reload && busctl call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig")
        started = self.run("systemctl enable --now kexecd.service", timeout=120, check=False)
        if started.code:
            why = self.run("systemctl status kexecd.service; journalctl -b -u kexecd.service -n 30", check=False).out
            raise GuestError(f"kexecd does not start: {started.err}\n{why}")

    # --- the session on tty1 ---

    def wait_session(self, timeout=120):
        """Wait for the user's active local session on seat0; its properties by name."""
        show = "loginctl show-session -p Id -p Name -p Seat -p VTNr -p Active -p State -p Remote -p Class "
        row = "$(loginctl list-sessions --no-legend | awk '$4 == \"seat0\" {print $1}')"
        self.until(f"s={row}; [ -n \"$s\" ] && {show} $s | grep -q Active=yes && pgrep -u user -t tty1 bash", timeout)
        return dict(line.split("=", 1) for line in self.out(f"{show} {row}").splitlines())

    def type_command(self, command, timeout=60):
        """Have the user run a shell command by typing on the keyboard; a number for typed_result().

        What is typed starts a script, because keys are slow; it runs in the session, on its terminal.
        """
        number = next(self._typed)
        script = f"touch /run/k/{number}.on\n(\n{command}\n) >/run/k/{number}.out 2>&1\necho $? >/run/k/{number}.rc\n"
        self.run(f"mkdir -p -m 1777 /run/k && cat >/run/k/{number}", stdin=script.encode())
        for _ in range(3):
            self.qmp.type(f"sh /run/k/{number}\n")
            try:
                self.until(f"test -e /run/k/{number}.on", timeout=timeout / 3)
                return number
            except GuestError:
                self.qmp.type("\n")
        raise GuestError(f"tty1 does not take what is typed: {self.console.tail(5)}")

    def typed_result(self, number, timeout=60):
        """Wait for a command of type_command(): (exit code, output)."""
        self.until(f"test -s /run/k/{number}.rc", timeout)
        return int(self.out(f"cat /run/k/{number}.rc")), self.run(f"cat /run/k/{number}.out").out

    def user(self, command, timeout=60):
        """Run a command in the user's session on tty1: (exit code, output)."""
        return self.typed_result(self.type_command(command), timeout)


def _cold(name, words="", **options):
    machine = Debian(name, **options)
    machine.start_cold(words=words)
    return machine


def _warm(name, **options):
    machine = Debian(name, **options)
    machine.start_warm()
    return machine


def _make_running(path):
    progress("booting the Debian guest once, for all cases")
    with boot(lambda: _cold("first-boot"), timeout=180) as machine:
        machine.wait_session()
        machine.save(path / "memory")
        shutil.move(machine.disk, path / "disk.qcow2")


def running():
    """The directory with the disk and the memory of a guest that has just booted and has its session."""
    made = (base() / "disk.img").stat().st_mtime_ns  # two disks of one recipe differ in their blocks
    return cache.build("running", [*_recipe(), *hardware(), CMDLINE, made], _make_running)


def debian(name, *, kexecd=True, cold=False, **options):
    """A Debian guest with the user's session there, and with kexecd unless told otherwise.

    COLD: boot, do not wake; then WORDS may be added to the command line.
    """
    start = _cold if cold else _warm
    machine = boot(lambda: start(name, **options), timeout=180)
    try:
        machine.wait_session()
        if kexecd:
            machine.install()
    except BaseException:
        machine.close()
        raise
    return machine
