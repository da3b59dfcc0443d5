# SPDX-License-Identifier: LGPL-2.1-or-later
"""The table of the initrd that EFI keeps: a kernel that lies over it stays whole, one without an initrd takes none.

Linux clears that table when it starts. kexec_file_load chooses the kernel's place, the highest that there is; it is over
the table where the kernel before came by kexec itself, so that no firmware's map keeps that memory apart.
"""

import struct

from kxvm import install
from kxvm.kernels import kernels
from kxvm.payload import payload
from kxvm.restarts import Hardware, Step, Store, restarter

PAIRED = 80

_FIRST, _BETWEEN, _LAST = "6.1-xz", "6.12", "7.2"
_OLD = "6.1-lz4"
_SIZE = 16  # struct linux_efi_initrd: base and size


def _expected(vmlinux, offset):
    """The table's size of bytes so far behind the kernel's first one (ELF: struct elf64_phdr); relocations are not in them."""
    start, = struct.unpack_from("<Q", vmlinux, 32)
    width, count = struct.unpack_from("<HH", vmlinux, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", vmlinux, start + i * width) for i in range(count)]
    loads = [(at, place, size, flags) for kind, flags, at, _, place, size, _, _ in headers if kind == 1]
    offset += min(place for _, place, _, _ in loads)
    for at, place, size, flags in loads:
        # of what may be written to nobody knows what is there by now
        if not flags & 2 and place <= offset and offset + _SIZE <= place + size:
            return vmlinux[at + offset - place:][:_SIZE]
    return bytes(_SIZE)


def _there(guest, address):
    """What the guest's memory has at a physical address."""
    text = guest.qmp.call("human-monitor-command", **{"command-line": f"xp /{_SIZE}xb {address:#x}"})
    return bytes(int(word, 16) for line in text.splitlines() for word in line.split(":", 1)[-1].split())


def _over_the_table(store, vmlinux, memory):
    """Restart so that the kernel lies over the table, in a guest with so much MEMORY: (what is there, what has to be).

    None where the kernel lies elsewhere, or has nothing but zeros there.
    """
    with restarter(f"efi-table-{memory}", store, Hardware("efi", 1, memory, False), _FIRST, limit=400) as guest:
        table = int(guest.out("dmesg | sed -n 's/.* INITRD=\\(0x[0-9a-f]*\\).*/\\1/p'"), 16)
        guest.restart(Step(_BETWEEN, "raw", "gzip"))
        guest.restart(Step(_LAST, "files", "gzip"))
        start = int(guest.out("sed -n 's/^ *\\([0-9a-f]*\\)-.* : Kernel code$/\\1/p' /proc/iomem"), 16)
        expected = _expected(vmlinux, table - start) if table > start else bytes(_SIZE)
        return (_there(guest, table), expected) if any(expected) else None


def _check_without_initrd(tap, store, method):
    """The first kernel's initrd is still in memory, and the table says where."""
    with restarter(f"efi-table-{method}", store, Hardware("efi", 1, 512, False), _FIRST, limit=120) as guest:
        guest.load_own(method, kernels()[_OLD], (), f"console=ttyS0 no_timer_check {method}")
        mark = guest.console.mark()
        guest.agent.start("kexecctl execute --force")
        guest.console.wait(f"Kernel command line: .* {method}", mark, 60)
        _, line = guest.console.wait("Run /init as|Unable to mount root fs", mark, 60)
        believed = guest.console.find("RAMDISK: ", mark)
        tap.check("Unable" in line and not believed, f"{method}: a kernel without an initrd takes none that is left over",
                  f"{believed}\n{line}")


def run(tap):
    install.tree()
    vmlinux = payload(kernels()[_LAST].image.read_bytes())[1]
    with Store(packings=("cpio", "gzip")) as store:
        for method in ("raw", "files"):
            _check_without_initrd(tap, store, method)
        found = next(filter(None, (_over_the_table(store, vmlinux, memory) for memory in (512, 640, 768))), None)
    if tap.check(found, "the kernel lies over the table"):
        # addresses in it are moved with the kernel, so that it need not be the same to the byte
        tap.check(any(found[0]), "and nothing is cleared", f"{found[0].hex()} instead of {found[1].hex()}")
