# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hazards of devices: those whose drivers do not stop them are told, with driver and address; quirk files and unplugging end that."""

import pathlib
import tempfile

from kxvm.kernels import modules, stock
from kxvm.kexecd import wait_status
from kxvm.machine import boot
from kxvm.small import pack, started

PAIRED = 20
# rule, driver, and QEMU's device and its slot for each
_LISTED = (("nic-no-shutdown", "8139cp", "rtl8139", 0x10), ("storage-sdhci", "sdhci-pci", "sdhci-pci", 0x11))
# what QEMU's machines usually have, and its drivers
_USUAL = ("virtio-net-pci", "e1000", "bochs-display", "qemu-xhci,id=usb", "usb-kbd,bus=usb.0", "usb-mouse,bus=usb.0")
_DRIVERS = ("8139cp", "sdhci_pci", "virtio_pci", "virtio_net", "e1000", "bochs", "xhci_pci", "usbhid", "psmouse")


def _guest(image, kernel):
    devices = [word for device in _USUAL for word in ("-device", device)]
    for _, _, device, slot in _LISTED:
        devices += ["-device", f"{device},id={device},addr={slot:#x}"]
    return boot(lambda: started("devices", kernel.image, image, memory=768, devices=devices))


def _files(kernel):
    found = modules(kernel, _DRIVERS)
    files = {f"/usr/lib/modules/{kernel.release}/{name}": data for name, data in found}
    return files, " ".join(name for name, _ in found)


def _hazards(report):
    """{(id, device): text}"""
    return {(row["id"], row["device"]): row["text"] for row in report.get("hazards", [])}


def _wait(guest, accept):
    return _hazards(wait_status(guest, lambda report: accept(_hazards(report))))


def _address(slot):
    return f"0000:00:{slot:02x}.0"


def _told(guest, tap):
    wanted = {(rule, _address(slot)): driver for rule, driver, _, slot in _LISTED}
    found = _wait(guest, lambda rows: set(wanted) <= set(rows))
    doctor = guest.run("kexecctl doctor", check=False).out
    for key, driver in wanted.items():
        tap.check(driver in found[key], f"{driver} at {key[1]} is a hazard: {key[0]}", found[key])
        tap.check(key[1] in doctor and driver in doctor, f"kexecctl doctor names {driver} at {key[1]}", doctor)
    others = {key for key in found if key[1] and key not in wanted}
    tap.equal(others, set(), "QEMU's usual devices are none")


def run(tap):
    kernel = stock()
    files, names = _files(kernel)
    with tempfile.TemporaryDirectory(prefix="kexecd-devices-") as work:
        image = pathlib.Path(work) / "initrd.img"
        pack(image, files=files)
        guest = _guest(image, kernel)
    with guest:
        guest.run(f"cd /usr/lib/modules/{kernel.release} && for m in {names}; do insmod ./$m; done", timeout=180)
        _told(guest, tap)

        rule, _, _, slot = _LISTED[0]
        guest.run("mkdir -p /etc/kexecd.hazards.d; "
                  f"printf '[{rule}]\\nSeverity=none\\n' >/etc/kexecd.hazards.d/quiet.conf; kill -HUP $(pidof kexecd)")
        found = _wait(guest, lambda rows: (rule, _address(slot)) not in rows)
        tap.equal(len(found), len(_LISTED) - 1, "a quirk file silences one")

        rule, _, device, slot = _LISTED[1]
        guest.qmp.call("device_del", id=device)
        _wait(guest, lambda rows: (rule, _address(slot)) not in rows)
        tap.check(True, "a device that is pulled out is no hazard any more")
