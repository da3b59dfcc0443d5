# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lockdown, Secure Boot, IMA, kexec_load_disabled, a load limit of 1: the right method or the right error."""

import pathlib
import tempfile

from kxvm.kexecd import client, error_of, kernel_flag, pid, status, wait_armed, wait_status
from kxvm.packages import kernels, release, vmlinuz
from kxvm.secureboot import secure_boot, spoilt, unsigned
from kxvm.small import pack, small

PAIRED = 85

# setxattr(2), in a machine that has no other program for it
_SETXATTR = """
    my ($file, $name, $value) = ($ARGV[0], "security.ima", pack("H*", "0404$ARGV[1]"));
    syscall(188, $file, $name, $value, length($value), 0) == 0 or die $!;
"""
_INITRD = "070701" + 4090 * "0"  # nobody restarts into it


def _boot(images, initrd=_INITRD):
    """Files of /boot: {release: bytes of a kernel}."""
    files = {}
    for name, image in images.items():
        files |= {f"/boot/vmlinuz-{name}": image, f"/boot/initrd.img-{name}": initrd,
                  f"/usr/lib/modules/{name}/modules.order": ""}
    return files


def _held(guest):
    """What the kernel holds, as far as can be told from outside."""
    return kernel_flag(guest), status(guest).get("armed", {}).get("digest")


def _refused(guest, tap, command, expected, words, what):
    """A command of kexecctl fails with that error, which says these WORDS; what is loaded stays."""
    before = _held(guest)
    name, message = error_of(guest.run(client(command), check=False, timeout=120).out)
    tap.check(name == expected and all(word in message for word in words), what, f"{name}: {message}")
    tap.equal(_held(guest), before, f"{what}; nothing changes in the kernel")


def _check_armed(guest, tap, name, words, what):
    """It is loaded by files, for a reason that has these WORDS."""
    armed = status(guest)["armed"]
    tap.equal((armed["release"], armed["method"], kernel_flag(guest)), (name, "files", 1), what)
    tap.check(all(word in armed["method-reason"] for word in words), f"{what}: why", armed["method-reason"])


def _set_method(guest, method):
    """Configure it; kexecd starts anew."""
    old = pid(guest)
    guest.run(f"mkdir -p /etc/kexecd.conf.d && printf '[kexecd]\\nMethod={method}\\n' >/etc/kexecd.conf.d/test.conf")
    guest.run(f"kill {old}")
    guest.until(f"! test -e /proc/{old} && kexecctl status")


def _lockdown(tap, old):
    """Without Secure Boot the kernel trusts nobody's key: whatever is loaded, it refuses."""
    files = _boot({old: vmlinuz(kernels()[0]).read_bytes()})
    with small("signatures-lockdown", cmdline="lockdown=integrity", files=files) as guest:
        failed = wait_status(guest, lambda report: report["state"] == "failed")
        words = ("locked down (integrity)", "signed")
        tap.check(all(word in failed["reason"] for word in words), "lockdown: Status says it", failed["reason"])
        tap.equal(kernel_flag(guest), 0, "lockdown: nothing is loaded")
        _refused(guest, tap, f"load {old}", "LockedDown", words, "lockdown: load")
        _set_method(guest, "raw")
        _refused(guest, tap, f"load {old}", "Unsupported", ("Method=raw", "locked down"),
                 "lockdown: a method that is named is not replaced")


def _limits(tap, new):
    limit = "kexec_load_limit_reboot"
    files = {f"/boot/initrd.img-{new}": _INITRD, "/etc/sysctl.conf": f"kernel.{limit} = 1\n"}
    with small("signatures-limits", kernel=1, kernels=(1,), files=files) as guest:
        report = wait_armed(guest, new)
        _check_armed(guest, tap, new, ("one more load",), "limit of 1: it is spent on what is sure to work")
        tap.equal((report["loads"], report["limits"]["kexec-load-limit"]), (1, 0), "limit of 1: by one call")
        _refused(guest, tap, "load", "Disabled", (limit, "stays"), "limit of 1: a second load")
        _refused(guest, tap, "unload", "Disabled", (limit, "stays"), "limit of 1: an unload")
        guest.run("sysctl -w kernel.kexec_load_disabled=1")
        _refused(guest, tap, "load", "Disabled", ("kexec_load_disabled",), "kexec_load_disabled: a load")
        tap.check(status(guest)["limits"]["kexec-load-disabled"], "kexec_load_disabled: Status says it")


def _disabled(tap, old):
    files = {f"/boot/initrd.img-{old}": _INITRD, "/etc/sysctl.conf": "kernel.kexec_load_disabled = 1\n"}
    with small("signatures-disabled", kernels=(0,), files=files) as guest:
        report = wait_status(guest, lambda report: report["state"] not in ("loading", "idle"))
        tap.check("kexec_load_disabled" in report["reason"], f"kexec_load_disabled: {report['state']}, and why", report)
        _refused(guest, tap, "load", "Disabled", ("kexec_load_disabled",), "kexec_load_disabled from the start: a load")
        tap.equal((kernel_flag(guest), status(guest)["loads"]), (0, 0), "kexec_load_disabled: no call in vain")


def _check_signatures(guest, tap, old, new):
    """The default has no signature, and the other one has Debian's."""
    failed = wait_status(guest, lambda report: report["state"] == "failed")
    tap.check("carries no signature" in failed["reason"], "Secure Boot: Status says that the default has no signature",
              failed["reason"])
    tap.equal(kernel_flag(guest), 0, "Secure Boot: it was loaded in no other way")
    _refused(guest, tap, f"load {new}", "SignatureRejected", ("carries no signature",), "Secure Boot: no signature")
    guest.run(f"kexecctl load {old}", timeout=120)
    _check_armed(guest, tap, old, ("locked down",), "Secure Boot: what Debian has signed is loaded by files")
    _refused(guest, tap, f"load {new}", "SignatureRejected", ("carries no signature",),
             "Secure Boot: what is loaded stays where another one has no signature")
    guest.run(f"cp /spoilt /boot/vmlinuz-{new} && kexecctl rescan")
    _refused(guest, tap, f"load {new}", "SignatureRejected", ("rejects the signature",), "Secure Boot: a spoilt kernel")


def _check_restart(guest, tap, old):
    """The loaded kernel starts, and still is under Secure Boot."""
    boot = guest.boot_id()
    guest.agent.start("kexecctl execute --force")
    guest.wait_restart(boot)
    tap.equal((guest.out("uname -r"), guest.out("cat /proc/sys/kernel/bootloader_type")), (old, "208"),
              "Secure Boot: Execute restarts into it")
    tap.check("[integrity]" in guest.out("cat /sys/kernel/security/lockdown"), "Secure Boot: it is locked down, too")


def _secure_boot(tap, old, new):
    kernel = vmlinuz(kernels()[1]).read_bytes()
    with tempfile.TemporaryDirectory(prefix="kexecd-signatures-") as work:
        initrd = pathlib.Path(work) / "initrd"
        pack(initrd, kexecd=False)
        files = _boot({old: vmlinuz(kernels()[0]).read_bytes(), new: unsigned(kernel)}, initrd)
        files["/spoilt"] = spoilt(kernel)
        with secure_boot("signatures-secure-boot", files=files) as guest:
            tap.check(guest.console.find("secureboot: Secure boot enabled"), "Secure Boot: the kernel knows of it")
            _check_signatures(guest, tap, old, new)
            _check_restart(guest, tap, old)


def _sign(guest, file):
    """Have IMA find the file's digest beside it (security/integrity/integrity.h: IMA_XATTR_DIGEST_NG, HASH_ALGO_SHA256)."""
    guest.run(f"perl -e '{_SETXATTR}' {file} $(sha256sum {file} | cut -c -64)")


def _ima(tap, old, new):
    """A kernel of the machine has what IMA asks for, and no copy of it has."""
    files = _boot({name: vmlinuz(kernel).read_bytes() for name, kernel in zip((old, new), kernels())})
    with small("signatures-ima", files=files, programs=("/usr/bin/perl",)) as guest:
        wait_armed(guest, new)
        guest.run("echo 'appraise func=KEXEC_KERNEL_CHECK' >/sys/kernel/security/ima/policy")
        _refused(guest, tap, f"load {old}", "SignatureRejected", ("IMA",), "IMA: a kernel that it knows nothing of")
        _sign(guest, f"/boot/vmlinuz-{old}")
        guest.run(f"kexecctl rescan && kexecctl load {old}", timeout=120)
        _check_armed(guest, tap, old, ("IMA",), "IMA: what it accepts is loaded by files")
        guest.run("kexecctl unload")
        tap.equal(kernel_flag(guest), 0, "IMA: and unloaded")


def run(tap):
    old, new = map(release, kernels())
    _lockdown(tap, old)
    _ima(tap, old, new)
    _limits(tap, new)
    _disabled(tap, old)
    _secure_boot(tap, old, new)
