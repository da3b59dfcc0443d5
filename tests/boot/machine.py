# SPDX-License-Identifier: LGPL-2.1-or-later
"""The machines of tests/boot/trees: what their directories mean, and how they are built.

trees/NAME/
    about          which machine it is, and where the expectation comes from
    root/          its text files, as they are on such a machine
    files          what is no text, a line for each thing, words as a shell has them ("\\n", "\\0" in them):
                       kernel PATH RELEASE              a bzImage
                       arm64 | gzip-arm64 | zboot PATH RELEASE
                       uki PATH SECTION=TEXT…           .linux has the kernel of the release TEXT; in this order
                       file PATH [TEXT]                 TEXT, or some bytes; for initrds
                       dir PATH
                       link PATH TARGET
                       grubenv PATH NAME=VALUE…         1024 bytes, as grub-editenv writes them
                       efivar NAME TEXT…                of the boot loader, UTF-16
                       efi-features HEX                 of the boot loader: LoaderFeatures
                       efi-byte NAME VALUE              of the firmware: SecureBoot
                       boot-option NUMBER PARTITION LOADER TITLE    Boot####; PARTITION is a UUID
                       boot-numbers NAME NUMBER…        BootOrder, BootCurrent, BootNext
                       truncate PATH SIZE               as far as it has been written
                       sparse PATH SIZE                 of zeros
                       mode PATH OCTAL
    expected.json  what kexecd --explain --json says of it

A machine is an x86_64 where its root/ does not say otherwise in proc/sys/kernel/arch.
"""

import gzip
import os
import pathlib
import shlex
import shutil
import struct
import uuid

import images

TREES = pathlib.Path(__file__).resolve().parent / "trees"

_ARCHITECTURE = "proc/sys/kernel/arch"
_EFIVARS = "/sys/firmware/efi/efivars"
_LOADER_GUID = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
_GLOBAL_GUID = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
_ATTRIBUTES = struct.pack("<I", 7)


def names():
    """The names of all trees."""
    return sorted(path.name for path in TREES.iterdir() if path.is_dir())


def _efi_text(text):
    return (text + "\0").encode("utf-16-le")


def _load_option(partition, loader, title):
    """An EFI_LOAD_OPTION: a hard disk's node, a file's, the end."""
    signature = uuid.UUID(partition).bytes_le
    disk = struct.pack("<BBHIQQ16sBB", 4, 1, 42, 1, 2048, 1048576, signature, 2, 2)
    path = _efi_text(loader.replace("/", "\\"))
    nodes = disk + struct.pack("<BBH", 4, 4, 4 + len(path)) + path + struct.pack("<BBH", 0x7F, 0xFF, 4)
    return struct.pack("<IH", 1, len(nodes)) + _efi_text(title) + nodes


class Machine:
    """The tree NAME, being built below the directory root, which does not exist yet."""

    def __init__(self, name, root):
        self.source = TREES / name
        self.root = pathlib.Path(root)

    def build(self):
        self.root.mkdir(parents=True)
        if (self.source / "root").is_dir():
            shutil.copytree(self.source / "root", self.root, symlinks=True, dirs_exist_ok=True)
        self._set_modes()
        if not (self.root / _ARCHITECTURE).exists():
            self._write(_ARCHITECTURE, b"x86_64\n")
        lines = (self.source / "files").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            words = shlex.split(line, comments=True)
            if words:
                self._build_line(f"{self.source.name}/files:{number}", *words)

    def _set_modes(self):
        """What git does not keep: a developer's umask must not make a configuration untrustworthy."""
        for directory, _, files in os.walk(self.root):
            os.chmod(directory, 0o755)
            for file in files:
                path = os.path.join(directory, file)
                if not os.path.islink(path):
                    os.chmod(path, 0o644)

    def _build_line(self, where, verb, *words):
        build = getattr(self, "_do_" + verb.replace("-", "_"), None)
        if build is None:
            raise ValueError(f"{where}: there is no '{verb}'")
        build(*(word.replace("\\n", "\n").replace("\\0", "\0") for word in words))

    def _path(self, path):
        where = self.root / path.lstrip("/")
        missing = [parent for parent in where.parents if not parent.exists()]
        for directory in reversed(missing):
            directory.mkdir(0o755)
            directory.chmod(0o755)
        return where

    def _write(self, path, data):
        where = self._path(path)
        where.write_bytes(data)
        where.chmod(0o644)

    def _do_kernel(self, path, release):
        self._write(path, images.bzimage(release))

    def _do_arm64(self, path, release):
        self._write(path, images.arm64(release))

    def _do_gzip_arm64(self, path, release):
        self._write(path, gzip.compress(images.arm64(release), mtime=0))

    def _do_zboot(self, path, release):
        self._write(path, images.zboot(release))

    def _do_uki(self, path, *words):
        sections = [word.partition("=")[::2] for word in words]
        self._write(path, images.uki([(name, images.bzimage(text) if name == "linux" else text.encode())
                                      for name, text in sections]))

    def _do_file(self, path, text="some bytes"):
        self._write(path, text.encode())

    def _do_dir(self, path):
        where = self._path(path)
        where.mkdir(exist_ok=True)
        where.chmod(0o755)

    def _do_link(self, path, target):
        self._path(path).symlink_to(target)

    def _do_grubenv(self, path, *variables):
        text = "# GRUB Environment Block\n" + "".join(variable + "\n" for variable in variables)
        self._write(path, text.encode().ljust(1024, b"#"))

    def _do_efivar(self, name, *texts):
        data = b"".join(_efi_text(text) for text in texts)
        self._write(f"{_EFIVARS}/{name}-{_LOADER_GUID}", _ATTRIBUTES + data)

    def _do_efi_features(self, value):
        self._write(f"{_EFIVARS}/LoaderFeatures-{_LOADER_GUID}", _ATTRIBUTES + struct.pack("<Q", int(value, 16)))

    def _do_efi_byte(self, name, value):
        self._write(f"{_EFIVARS}/{name}-{_GLOBAL_GUID}", _ATTRIBUTES + bytes([int(value)]))

    def _do_boot_option(self, number, partition, loader, title):
        self._write(f"{_EFIVARS}/Boot{number}-{_GLOBAL_GUID}",
                    _ATTRIBUTES + _load_option(partition, loader, title))

    def _do_boot_numbers(self, name, *numbers):
        data = b"".join(struct.pack("<H", int(number, 16)) for number in numbers)
        self._write(f"{_EFIVARS}/{name}-{_GLOBAL_GUID}", _ATTRIBUTES + data)

    def _do_truncate(self, path, size):
        os.truncate(self._path(path), int(size))

    def _do_sparse(self, path, size):
        self._write(path, b"")
        os.truncate(self._path(path), int(size))

    def _do_mode(self, path, octal):
        self._path(path).chmod(int(octal, 8))
