# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Debian guest: systemd, logind, polkit, dpkg and a user who is logged in on tty1."""

import itertools
import os
import pathlib
import subprocess
import tempfile
import time

from . import cache, install, packages
from .machine import GuestError, Machine, boot
from .report import progress

_CUSTOMIZE = pathlib.Path(__file__).resolve().parents[1] / "debian" / "customize"
_INCLUDE = ("systemd", "systemd-sysv", "udev", "dbus", "polkitd", "libpam-systemd", "initramfs-tools", "zstd",
            "kmod", "e2fsprogs", "qemu-guest-agent", "libglib2.0-0", "libpolkit-gobject-1-0",
            "libpolkit-agent-1-0", "libjson-glib-1.0-0", "libsystemd0", "libelf1", "login", "procps")
_INITRAMFS = "MODULES=list\\nCOMPRESS=zstd\\nCOMPRESSLEVEL=1\\n"
_ROOT_UUID = "6b657865-6364-4865-8000-000000000001"
CMDLINE = f"root=UUID={_ROOT_UUID} ro console=tty0 console=ttyS0 panic=-1"


def _recipe():
    names = packages.kernels()
    return [*names, " ".join(_INCLUDE), _INITRAMFS, _ROOT_UUID, _CUSTOMIZE.read_text()]


def _make(path):
    older, newer = packages.kernels()
    progress("making the Debian guest's disk (about a minute)")
    path.chmod(0o777)  # mmdebstrap may write it from a user namespace
    env = {**os.environ, "OUT": str(path), "ROOT_UUID": _ROOT_UUID, "OLDER_RELEASE": packages.release(older),
           "NEWER": str(packages.deb(newer)), "TOOLS": str(packages.tools()), "TMPDIR": str(path)}
    setup = ('mkdir -p "$1/etc/initramfs-tools/conf.d" && printf "' + _INITRAMFS + '" '
             '>"$1/etc/initramfs-tools/conf.d/test" && '
             'printf "virtio_pci\\nvirtio_blk\\nvirtio_console\\n" >"$1/etc/initramfs-tools/modules"')
    command = ["mmdebstrap", "--quiet", "--variant=apt", "--format=null", f"--include={','.join(_INCLUDE)},{older}",
               "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/man/*",
               "--dpkgopt=path-exclude=/usr/share/locale/*", "--essential-hook=" + setup,
               f"--customize-hook={_CUSTOMIZE} \"$1\"", "bookworm", "/dev/null", "-"]
    result = subprocess.run(command, input="\n".join(packages.sources()) + "\n", env=env, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        raise SystemExit(f"mmdebstrap failed:\n{result.stdout}")


def base():
    """The directory with disk.img, vmlinuz and initrd.img of a machine without kexecd."""
    return cache.build("debian", _recipe(), _make)


class Debian(Machine):
    """A Debian guest on a disk of its own, thrown away with it."""

    def __init__(self, name, *, memory=1024, limit=600, **options):
        super().__init__(name, install.logs(), memory=memory, limit=limit, **options)
        self._work = tempfile.TemporaryDirectory(prefix="kexecd-debian-")
        self._typed = itertools.count(1)

    def close(self):
        super().close()
        self._work.cleanup()

    def start_system(self, cmdline=""):
        """Start it from the base disk with the disk's own kernel."""
        directory = base()
        disk = f"{self._work.name}/disk.qcow2"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", directory / "disk.img", disk],
                       check=True)
        self.start("-kernel", str(directory / "vmlinuz"), "-initrd", str(directory / "initrd.img"),
                   "-append", f"{CMDLINE} {cmdline}".strip(), "-vga", "std",
                   "-drive", f"file={disk},if=virtio,cache=unsafe", "-device", "virtio-serial",
                   "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0")

    def install(self):
        """Install kexecd as an administrator would: unpack, reload, enable, start."""
        archive = subprocess.run(["tar", "-C", install.tree(), "--owner=0", "--group=0", "-c", "."], check=True,
                                 stdout=subprocess.PIPE).stdout
        self.run("tar -C / --keep-directory-symlink --no-overwrite-dir -x", stdin=archive)
        self.run("systemctl daemon-reload && busctl call org.freedesktop.DBus / org.freedesktop.DBus ReloadConfig")
        self.run("systemctl enable --now kexecd.service", timeout=120)

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


def debian(name, *, kexecd=True, cmdline="", **options):
    """A booted Debian guest with the user's session there, and with kexecd unless told otherwise."""

    def make():
        machine = Debian(name, **options)
        machine.start_system(cmdline)
        return machine

    machine = boot(make, timeout=180)
    try:
        started = time.monotonic()
        machine.wait_session()
        if kexecd:
            machine.install()
            progress(f"{name}: session and kexecd after {time.monotonic() - started:.0f} s more")
    except BaseException:
        machine.close()
        raise
    return machine
