# SPDX-License-Identifier: LGPL-2.1-or-later
"""A kernel that fails only where somebody unpacks it instead of letting it unpack itself.

A loader finds what is packed by the bzImage's header; the kernel's own code knows where it is. So the header leads to a
second copy behind the first: the same kernel, but its ELF header names an instruction that nobody survives as its entry.
Offsets: the kernel's Documentation/arch/x86/boot.rst, and elf(5).
"""

import struct
import zlib

from .payload import payload

_TRAP = b"\x0f\x0b"  # ud2: where nothing handles it, the processor gives up, and the machine is reset


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
    """The bytes of such a kernel, from those of one that payload() can unpack."""
    image = bytearray(bzimage)
    setup = (image[0x1f1] + 1) * 512
    elf = bytearray(payload(bzimage)[1])
    _lay(elf)
    gzip = zlib.compressobj(1, wbits=31)
    packed = gzip.compress(elf) + gzip.flush()
    struct.pack_into("<II", image, 0x248, len(image) - setup, len(packed))
    image += packed + bytes(-(len(image) + len(packed) - setup) % 16)
    struct.pack_into("<I", image, 0x1f4, (len(image) - setup) // 16)
    return bytes(image)
