# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian guests that a boot loader starts: GRUB for a BIOS and for EFI, systemd-boot, a unified kernel image."""

import os
import pathlib
import shutil
import subprocess

from . import cache, debian, packages
from .firmware import OVMF, Firmware, overlay
from .machine import boot
from .report import progress
from .uki import uki

_FILES = pathlib.Path(__file__).resolve().parents[1] / "loaders"
# in the order in which they are installed: each leaves the others in place
LOADERS = ("grub-bios", "grub-efi", "systemd-boot", "uki")
_PACKAGES = ("grub-common", "grub2-common", "grub-pc-bin", "grub-efi-amd64-bin", "systemd-boot", "systemd-boot-efi",
             "efibootmgr", "libefiboot1", "libefivar1", "libdevmapper1.02.1", "dmsetup", "libfreetype6", "libpng16-16",
             "libbrotli1", "libfuse2", "libpopt0", "gettext-base", "dosfstools")
_BOOT_UUID = "6b657865-6364-4865-8000-000000000002"
_ESP_UUID = "4B58-4553"
_VARIABLES = {"ROOT_UUID": debian.ROOT_UUID, "BOOT_UUID": _BOOT_UUID, "ESP_UUID": _ESP_UUID,
              "ESP_SERIAL": _ESP_UUID.replace("-", ""), "CMDLINE": debian.CONSOLES}
_ESP_OFFSET = 6144 * 512


def _make_disk(path):
    """disk.img with its partitions and everything but the boot loaders."""
    variables = {**_VARIABLES, "OUT": path, "BASE": debian.base(), "NEWER": packages.deb(packages.kernels()[1]),
                 "LOADERS": packages.archives(*_PACKAGES)}
    root = [*(["sudo"] if os.geteuid() else []), "env", *(f"{name}={value}" for name, value in variables.items())]
    result = subprocess.run([*root, _FILES / "disk"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        log = path / "log"
        raise SystemExit(f"no disk for boot loaders:\n{log.read_text() if log.exists() else ''}{result.stdout}")


def _add_ukis(path):
    """A unified kernel image of each kernel on the ESP."""
    os.environ["MTOOLS_SKIP_CHECK"] = "1"
    esp = ["-i", f"{path / 'disk.img'}@@{_ESP_OFFSET}"]
    subprocess.run(["mmd", *esp, "::EFI", "::EFI/Linux"], check=True)
    for release in map(packages.release, packages.kernels()):
        texts = {".cmdline": f"root=UUID={debian.ROOT_UUID} ro {debian.CONSOLES} kx.loader=uki kx.release={release}",
                 ".uname": release}
        sections = {".osrel": path / "os-release"}
        for name, text in texts.items():
            sections[name] = path / f"text{name}"
            sections[name].write_text(text)
        sections |= {".initrd": path / f"boot/initrd.img-{release}", ".linux": path / f"boot/vmlinuz-{release}"}
        image = path / f"debian-{release}.efi"
        uki(path / "linuxx64.efi.stub", sections, image)
        subprocess.run(["mcopy", *esp, image, "::EFI/Linux/"], check=True)
        image.unlink()


def _start_install(path):
    machine = Firmware("loaders-install", OVMF / "OVMF_VARS_4M.fd")
    kernel, initrd = (str(debian.base() / name) for name in ("vmlinuz", "initrd.img"))
    machine.start_on(path / f"{LOADERS[0]}.qcow2", "-kernel", kernel, "-initrd", initrd, "-append", debian.CMDLINE)
    return machine


def _install(path):
    """Boot the disk once and let each boot loader's own tools install it; what they leave is a layer for each."""
    below, form = "disk.img", "raw"
    for loader in LOADERS:
        overlay(path / f"{loader}.qcow2", below, form)
        below, form = f"{loader}.qcow2", "qcow2"
    releases = [packages.release(name) for name in packages.kernels()]
    variables = " ".join(f"{name}='{value}'" for name, value in _VARIABLES.items())
    with boot(lambda: _start_install(path), timeout=180) as guest:
        for number, loader in enumerate(LOADERS, 1):
            progress(f"installing {loader} in a guest")
            guest.run(f"{variables} sh -s {loader} {' '.join(releases)}", stdin=(_FILES / "install").read_bytes(),
                      timeout=180)
            shutil.copy(guest.variables, path / f"{loader}.vars")
            if number < len(LOADERS):
                guest.freeze(path / f"{LOADERS[number]}.qcow2")


def _make(path):
    progress("making the disk for boot loaders")
    _make_disk(path)
    _add_ukis(path)
    _install(path)


def layers():
    """The directory with LOADER.qcow2 and LOADER.vars for each of LOADERS."""
    made = (debian.base() / "disk.img").stat().st_mtime_ns
    texts = [path.read_text() for path in sorted(_FILES.iterdir())] 
    return cache.build("loaders", [debian.CMDLINE, made, *packages.kernels(), packages.digests(*_PACKAGES), *texts], _make)


def loaded(loader, **options):
    """A guest that LOADER, one of LOADERS, has booted."""
    path = layers()
    variables = None if loader == "grub-bios" else path / f"{loader}.vars"

    def start():
        machine = Firmware(loader, variables, **options)
        machine.start_upon(path / f"{loader}.qcow2")
        return machine

    return boot(start, timeout=240)


def first_words(name, disk):
    """What the BIOS boots from the image DISK, as far as the kernel's first words: (release, command line)."""
    with Firmware(name, memory=512, limit=120) as machine:
        machine.start_upon(disk)
        cmdline = machine.console.wait(r"\] Command line: ", timeout=100)[1].split("Command line: ")[1]
        return machine.console.find(r"\] Linux version ")[1].split("Linux version ")[1].split()[0], cmdline
