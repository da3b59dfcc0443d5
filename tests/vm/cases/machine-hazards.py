# SPDX-License-Identifier: LGPL-2.1-or-later
"""A volume that the TPM opens and a hibernated system are hazards: what blocks is staged, needs a consent, and passes with its cause."""

from kxvm.debian import debian
from kxvm.kexecd import client, error_of, kernel_flag, status, wait_armed, wait_status
from kxvm.packages import kernels, release

PAIRED = 70

_STALE = "--expect=999999999"
# A swap space as a hibernation leaves it: another signature at the end of its first page.
_HIBERNATED = ("truncate -s 1M /root/swap && mkswap -q /root/swap && "
               "printf 'S1SUSPEND\\0' | dd of=/root/swap bs=1 seek=4086 conv=notrunc status=none && "
               "losetup -f --show /root/swap")


def _hazards(report):
    """{id: (severity, device)}"""
    return {row["id"]: (row["severity"], row["device"]) for row in report.get("hazards", [])}


def _wait(guest, accept):
    return wait_status(guest, accept, timeout=120)


def _sealed(guest, tap):
    guest.run("echo 'luks-root UUID=4f0c5e2a none luks,tpm2-device=auto' >/etc/crypttab")
    report = _wait(guest, lambda s: s["state"] == "staged")
    tap.equal(_hazards(report).get("luks-tpm2"), ("blocking", "luks-root"), "a volume that the TPM opens blocks")
    tap.check("TPM" in report["reason"], "Status says why the image is staged", report["reason"])
    tap.equal(kernel_flag(guest), 0, "the kernel holds nothing that an ordinary reboot could start")
    doctor = guest.run("kexecctl doctor", check=False)
    tap.check(doctor.code == 25 and "luks-root" in doctor.out, "kexecctl doctor names it", doctor.out)


def _refused(guest, tap):
    name, message = error_of(guest.run(client("execute"), check=False).out)
    tap.check(name == "Hazard" and "TPM" in message, "root is refused with Hazard, which names it", f"{name}: {message}")
    name, message = error_of(guest.user(client("execute --ignore-hazards"))[1])
    tap.check(name == "InteractiveAuthorizationRequired", "the user's consent needs a password", f"{name}: {message}")
    name, message = error_of(guest.run(client(f"execute {_STALE} --ignore-hazards"), check=False).out)
    tap.check(name == "Changed", "root's consent is heard", f"{name}: {message}")


def _hibernated(guest, tap):
    device = guest.out(_HIBERNATED)
    report = _wait(guest, lambda s: "hibernation" in _hazards(s))
    tap.equal(_hazards(report)["hibernation"], ("warning", device), "a hibernated system is told, with its device")
    tap.equal(report["state"], "armed", "what is only a warning stages nothing")
    guest.run(f"mkswap -q {device}")
    _wait(guest, lambda s: "hibernation" not in _hazards(s))
    tap.check(True, "and no longer, once the swap space is made anew")


def _consent(guest, tap):
    """Nobody could open that volume here: its unit is kept from existing, its line is not."""
    guest.run("mkdir -p /etc/systemd/system-generators && "
              "ln -s /dev/null /etc/systemd/system-generators/systemd-cryptsetup-generator")
    guest.run("echo 'luks-root UUID=4f0c5e2a none luks,tpm2-device=auto' >/etc/crypttab")
    _wait(guest, lambda s: s["state"] == "staged")
    boot = guest.boot_id()
    guest.agent.start("kexecctl execute --ignore-sessions --ignore-hazards")
    guest.wait_restart(boot)
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", "with the consent, what is staged is started")
    report = _wait(guest, lambda s: s["state"] == "staged")
    tap.equal((report["loads"], kernel_flag(guest)), (0, 0), "after a boot with a hazard nothing was ever armed")


def run(tap):
    with debian("machine-hazards") as guest:
        old = release(kernels()[0])
        wait_armed(guest, old)
        tap.equal(_hazards(status(guest)), {}, "the guest has no hazard")
        tap.equal(guest.run("kexecctl doctor", check=False).code, 0, "kexecctl doctor says so")
        _sealed(guest, tap)
        _refused(guest, tap)
        guest.run("rm /etc/crypttab")
        wait_armed(guest, old)
        tap.equal(_hazards(status(guest)), {}, "it goes away with its cause, and the image is armed again")
        _hibernated(guest, tap)
        _consent(guest, tap)
