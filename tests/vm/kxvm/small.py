# SPDX-License-Identifier: LGPL-2.1-or-later
"""The small guest: a Debian cloud kernel and an initramfs with busybox, dbus-daemon and kexecd."""

import pathlib
import tempfile

from . import install, packages
from .initramfs import Initramfs
from .machine import Machine, boot

_INIT = pathlib.Path(__file__).resolve().parents[1] / "small" / "init"
_PASSWD = "root:x:0:0::/root:/bin/sh\nmessagebus:x:100:100::/run:/bin/false\nnobody:x:65534:65534::/tmp:/bin/sh\n"
_GROUP = "root:x:0:\nmessagebus:x:100:\nnogroup:x:65534:\n"


def system(tree, kexecd):
    """Everything of the guest but what a case adds."""
    tree.copy("/usr/bin/busybox", "/bin/busybox")
    tree.copy(_INIT, "/init")
    tree.program("/usr/bin/dbus-daemon", "/usr/bin/dbus-daemon")
    tree.program("/usr/bin/dbus-send", "/usr/bin/dbus-send")
    tree.program(packages.tools() / "usr/sbin/qemu-ga", "/usr/sbin/qemu-ga")
    tree.program(packages.tools() / "sbin/kexec", "/usr/sbin/kexec", packages.library_path())
    tree.copy("/usr/share/dbus-1/system.conf", "/usr/share/dbus-1/system.conf")
    tree.file("/etc/passwd", _PASSWD)
    tree.file("/etc/group", _GROUP)
    tree.file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
    if kexecd:
        tree.copy_tree(install.tree())
        for name in ("usr/libexec/kexecd", "usr/bin/kexecctl"):
            tree.libraries(install.tree() / name)


def pack(image, *, kexecd=True, kernels=(), files=(), programs=()):
    """Write the small guest's initramfs to the path IMAGE; the rest as for small()."""
    names = packages.kernels()
    with tempfile.TemporaryDirectory(prefix="kexecd-small-") as work:
        tree = Initramfs(pathlib.Path(work) / "tree")
        system(tree, kexecd)
        for index in kernels:
            release = packages.release(names[index])
            tree.copy(packages.vmlinuz(names[index]), f"/boot/vmlinuz-{release}")
            tree.file(f"/usr/lib/modules/{release}/modules.order", "")
        for program in programs:
            tree.program(program, program)
        for path, content in dict(files).items():
            if isinstance(content, pathlib.Path):
                tree.copy(content, path)
            else:
                tree.file(path, content, 0o755 if content[:2] in ("#!", b"#!") else 0o644)
        tree.pack(image)


def started(name, vmlinuz, image, cmdline="", arguments=(), **options):
    """A Machine that starts with the kernel VMLINUZ and an initramfs of pack(); ARGUMENTS: more of QEMU's."""
    machine = Machine(name, install.logs(), **options)
    machine.start("-kernel", str(vmlinuz), "-initrd", str(image), "-append",
                  f"console=ttyS0 panic=-1 {cmdline}".strip(), "-serial", "chardev:agent", *arguments)
    return machine


def small(name, *, kernel=0, cmdline="", memory=768, limit=300, patience=120, kexecd=True, kernels=(), files=(),
          programs=(), **options):
    """A booted small guest.

    KERNEL: which of packages.kernels() to boot; KERNELS: which to put into its /boot, with a module directory
    each; PATIENCE: seconds it may take to boot; FILES: {path in the guest: file, text or bytes}; PROGRAMS: programs of
    this machine, with their shared objects. The rest goes to started().
    """
    vmlinuz = packages.vmlinuz(packages.kernels()[kernel])
    with tempfile.TemporaryDirectory(prefix="kexecd-small-") as work:
        image = pathlib.Path(work) / "initrd.img"
        pack(image, kexecd=kexecd, kernels=kernels, files=files, programs=programs)
        return boot(lambda: started(name, vmlinuz, image, cmdline, memory=memory, limit=limit, **options), patience)
