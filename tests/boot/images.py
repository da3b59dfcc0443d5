# SPDX-License-Identifier: LGPL-2.1-or-later
"""Synthetic kernels and unified kernel images, small and whole, as files of a machine's tree."""

import gzip
import struct

_PE_OFFSET = 0x40
_OPTIONAL_SIZE = 112 + 16 * 8
_AMD64, _AARCH64 = 0x8664, 0xAA64
_ALIGNMENT = 512
# Where a unified kernel image's parts lie in memory; where exactly does not matter to anybody here.
_BASE, _PAGE = 0x10000, 0x1000


def _round_up(size, unit):
    return (size + unit - 1) // unit * unit


def _put(image, offset, data):
    image[offset:offset + len(data)] = data


def _pe_headers(machine, sections):
    """PE32+ headers of an EFI application; sections: (name, virtual size, address, raw size, offset)."""
    coff = struct.pack("<HHIIIHH", machine, len(sections), 0, 0, 0, _OPTIONAL_SIZE, 0x0206)
    optional = bytearray(_OPTIONAL_SIZE)
    struct.pack_into("<H", optional, 0, 0x20B)                          # PE32+
    struct.pack_into("<II", optional, 32, _PAGE, _ALIGNMENT)            # of sections, of the file
    end = max((address + size for _, size, address, _, _ in sections), default=0)
    struct.pack_into("<II", optional, 56, _round_up(end, _PAGE), 1024)  # of the image, of the headers
    struct.pack_into("<H", optional, 68, 10)                            # an EFI application
    struct.pack_into("<I", optional, 108, 16)                           # data directories
    table = b"".join(struct.pack("<8sIIIIIIHHI", name.encode(), size, address, raw, offset, 0, 0, 0, 0, 0x40000040)
                     for name, size, address, raw, offset in sections)
    return b"PE\0\0" + coff + bytes(optional) + table


def _put_pe(image, machine, sections):
    _put(image, 0, b"MZ")
    struct.pack_into("<I", image, 0x3C, _PE_OFFSET)
    _put(image, _PE_OFFSET, _pe_headers(machine, sections))


def bzimage(release):
    """A kernel for x86_64, with an EFI stub as distributions have it."""
    image = bytearray(3 * 512)
    size = 8192
    _put_pe(image, _AMD64, [(".text", size, 0x1000, size, len(image))])
    image[0x1F1] = 2                                                     # setup_sects
    struct.pack_into("<I", image, 0x1F4, size // 16)                     # syssize
    struct.pack_into("<H", image, 0x1FE, 0xAA55)                         # boot_flag
    _put(image, 0x200, b"\xeb\x6a" + b"HdrS")
    struct.pack_into("<H", image, 0x206, 0x20F)                          # version
    struct.pack_into("<H", image, 0x20E, 0x300)                          # kernel_version, less 0x200
    image[0x211] = 1                                                     # loadflags: LOADED_HIGH
    struct.pack_into("<I", image, 0x230, 0x200000)                       # kernel_alignment
    image[0x234] = 1                                                     # relocatable_kernel
    struct.pack_into("<HI", image, 0x236, 0x7F, 2047)                    # xloadflags, cmdline_size
    struct.pack_into("<II", image, 0x248, 64, 4096)                      # payload
    struct.pack_into("<QI", image, 0x258, 0x1000000, 65536)              # pref_address, init_size
    _put(image, 0x500, f"{release} (builder@example.org) #1 SMP".encode() + b"\0")
    return bytes(image) + b"\x5a" * size


def arm64(release):
    """An arm64 Image, with an EFI stub."""
    image = bytearray(1024) + bytearray(b"\x5a" * 7168)
    _put_pe(image, _AARCH64, [(".text", 7168, 0x1000, 7168, 1024)])
    struct.pack_into("<QQ", image, 0x10, 65536, 0xA)                     # image_size, flags
    _put(image, 0x38, b"ARM\x64")
    _put(image, 6000, f"Linux version {release} (builder@example.org)".encode() + b"\0")
    return bytes(image)


def zboot(release):
    """A compressed EFI kernel for arm64, as Fedora has it."""
    payload = gzip.compress(arm64(release), mtime=0)
    image = bytearray(1024) + bytearray(_round_up(len(payload), 512))
    _put_pe(image, _AARCH64, [(".text", len(image) - 1024, 0x1000, len(image) - 1024, 1024)])
    _put(image, 4, b"zimg" + struct.pack("<II", 1024, len(payload)))
    _put(image, 0x18, b"gzip\0")
    _put(image, 1024, payload)
    return bytes(image)


def uki(sections):
    """A PE program for x86_64 of these sections, [(name without its dot, bytes)], in this order."""
    table, data, address = [], b"", _BASE
    start = _round_up(_PE_OFFSET + 24 + _OPTIONAL_SIZE + 40 * len(sections), _ALIGNMENT)
    for name, content in sections:
        raw = content.ljust(_round_up(len(content), _ALIGNMENT), b"\0")
        table.append(("." + name, len(content), address, len(raw), start + len(data)))
        data += raw
        address += _round_up(max(len(content), 1), _PAGE)
    image = bytearray(start)
    _put_pe(image, _AMD64, table)
    return bytes(image) + data
