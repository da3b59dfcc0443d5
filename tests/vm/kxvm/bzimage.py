# SPDX-License-Identifier: LGPL-2.1-or-later
"""Kernels that are none: all that a loader checks of a bzImage is there, and nothing that would run."""

import struct

_SECTORS = 4


def bzimage(release, size=1024):
    """A bzImage of RELEASE with SIZE bytes (a multiple of 16) behind its set-up part.

    Offsets: the kernel's Documentation/arch/x86/boot.rst.
    """
    image = bytearray((_SECTORS + 1) * 512 + size)
    fields = ((0x1f1, "<B", _SECTORS), (0x1f4, "<I", size // 16), (0x1fe, "<H", 0xaa55),
              (0x200, "<H", 0x6aeb),  # the jump over the header: it ends at 0x26c
              (0x202, "<4s", b"HdrS"), (0x206, "<H", 0x020f), (0x20e, "<H", 0x400), (0x211, "<B", 1),
              (0x22c, "<I", 0x7fffffff), (0x230, "<I", 0x200000), (0x234, "<B", 1), (0x235, "<B", 21),
              (0x236, "<H", 0x3f), (0x238, "<I", 2047), (0x258, "<Q", 0x1000000), (0x260, "<I", 0x2000000))
    for offset, form, value in fields:
        struct.pack_into(form, image, offset, value)
    text = f"{release} (nobody) #1\0".encode()
    image[0x600:0x600 + len(text)] = text
    return bytes(image)
