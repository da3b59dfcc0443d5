# SPDX-License-Identifier: LGPL-2.1-or-later
"""A kernel that fails only where somebody unpacks it instead of letting it unpack itself.

A loader finds what is packed by the bzImage's header; the kernel's own code knows where it is. So the header leads to a
second copy behind the first: the same kernel, but its ELF header names an instruction that nobody survives as its entry.
Offsets: the kernel's Documentation/arch/x86/boot.rst, and elf(5).
"""

import ctypes
import struct
import zlib

_BLOCK = 8 << 20  # what each block of lz4's legacy format unpacks to
_TRAP = b"\x0f\x0b"  # ud2: where nothing handles it, the processor gives up, and the machine is reset


def _unpack(packed):
    """What is behind lz4's legacy magic, but for the last four bytes, which are the size of the result."""
    lz4, out, at = ctypes.CDLL("liblz4.so.1"), bytearray(), 4
    block = ctypes.create_string_buffer(_BLOCK)
    if struct.unpack_from("<I", packed)[0] != 0x184c2102:
        raise ValueError("the kernel is not packed with lz4")
    while at < len(packed) - 4:
        length = struct.unpack_from("<I", packed, at)[0]
        size = lz4.LZ4_decompress_safe(packed[at + 4:at + 4 + length], block, length, _BLOCK)
        if size < 0:
            raise ValueError("lz4 does not unpack the kernel")
        out += block.raw[:size]
        at += 4 + length
    return out


def _lay(elf):
    """Have the ELF file begin at a _TRAP in its first segment that is loaded, which has the kernel's code."""
    header, width, count = struct.unpack_from("<Q", elf, 32)[0], *struct.unpack_from("<HH", elf, 54)
    for at in range(header, header + width * count, width):
        kind, _, offset, _, physical, size = struct.unpack_from("<IIQQQQ", elf, at)
        if kind == 1:
            place = elf.index(_TRAP, offset, offset + size)
            struct.pack_into("<Q", elf, 24, physical + place - offset)
            return
    raise ValueError("nothing of the kernel is loaded")


def trap(bzimage):
    """The bytes of such a kernel, from those of one that is packed with lz4."""
    image = bytearray(bzimage)
    setup = (image[0x1f1] + 1) * 512
    start, length = struct.unpack_from("<II", image, 0x248)
    elf = _unpack(bytes(image[setup + start:setup + start + length]))
    _lay(elf)
    gzip = zlib.compressobj(1, wbits=31)
    packed = gzip.compress(elf) + gzip.flush()
    struct.pack_into("<II", image, 0x248, len(image) - setup, len(packed))
    image += packed + bytes(-(len(image) + len(packed) - setup) % 16)
    struct.pack_into("<I", image, 0x1f4, (len(image) - setup) // 16)
    return bytes(image)
