# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest with Debian 13, for its systemd; started as debian.py's are."""

from . import cache, debian, distributions

_INCLUDE = ("systemd", "systemd-sysv", "udev", "dbus", "polkitd", "libpam-systemd", "initramfs-tools", "zstd", "kmod",
            "e2fsprogs", "qemu-guest-agent", "libglib2.0-0t64", "libpolkit-gobject-1-0", "libpolkit-agent-1-0",
            "libjson-glib-1.0-0", "libsodium23", "libsystemd0", "libelf1t64", "login", "passwd",
            "procps")
# the stock kernel's file system is a module, and nobody asks for it while the initrd is made
_MODULES = ("ext4",)


def _kernel():
    return f"linux-image-{distributions.distribution('trixie').release}"


def base():
    """The directory with disk.img, vmlinuz and initrd.img of a machine without kexecd."""
    sources = distributions.sources("trixie")

    def make(path):
        debian.make_disk(path, "trixie", sources, _INCLUDE, _kernel(), "/dev/null", modules=_MODULES)

    return cache.build("trixie", [*_INCLUDE, *_MODULES, *sources, _kernel(), *debian.recipe()], make)
