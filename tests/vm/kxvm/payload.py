# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is inside a bzImage, unpacked by the codecs' own tools."""

import struct
import subprocess

# what the payload begins with: (codec, the command that unpacks it)
_CODECS = {b"\xfd7zXZ\0": ("xz", ["xz", "-dc", "--single-stream"]), b"\x28\xb5\x2f\xfd": ("zstd", ["zstd", "-dcq"]),
           b"\x02\x21\x4c\x18": ("lz4", ["lz4", "-dcq"])}


def payload(bzimage):
    """(codec, the kernel as ELF with its relocation tables behind it).

    Offsets: the kernel's Documentation/arch/x86/boot.rst.
    """
    start = (bzimage[0x1f1] + 1) * 512 + struct.unpack_from("<I", bzimage, 0x248)[0]
    packed = bzimage[start:start + struct.unpack_from("<I", bzimage, 0x24c)[0]]
    codec, command = next(value for magic, value in _CODECS.items() if packed.startswith(magic))
    # the last four bytes are the size of the result
    done = subprocess.run(command, input=packed[:-4], stdout=subprocess.PIPE, check=True)
    return codec, done.stdout
