# SPDX-License-Identifier: LGPL-2.1-or-later
"""The unit: hardened, with one capability only, idle without a wakeup; a deliberate stop unloads, a shutdown does not."""

import re

from kxvm.debian import debian
from kxvm.kexecd import kernel_flag, pid, wait_armed
from kxvm.packages import kernels, release

PAIRED = 135

# The daemon's own open file, and not the same file opened again: what it shows depends on who opened it.
_STDIN = """perl -e 'my $fd = syscall(438, syscall(434, {pid}, 0), 0, 0);
open(my $file, "<&=", $fd) or die "pidfd_getfd: $!";
print <$file>'"""
_SWITCHES = "cat /proc/{pid}/task/*/status | awk '/ctxt_switches/ {{n += $2}} END {{print n}}'"


def _unit(guest, tap):
    tap.equal(guest.run("systemd-analyze verify --man=no kexecd.service 2>&1", check=False).out, "",
              "systemd-analyze verify is silent")
    text = guest.out("systemd-analyze security --no-pager kexecd.service", timeout=120)
    exposure = float(re.search(r"exposure level for kexecd.service: ([\d.]+)", text)[1])
    tap.check(exposure <= 2.0, "systemd-analyze security: at most 2.0", text)
    tap.note(f"exposure {exposure}")


def _rights(guest, tap):
    daemon = pid(guest)
    rights = guest.out(f"awk '/^Cap/ {{print $1, $2}}' /proc/{daemon}/status").splitlines()
    only_boot = f"{1 << 22:016x}"
    tap.equal({line.split()[1] for line in rights if line.startswith(("CapPrm", "CapEff"))}, {only_boot},
              "its one capability is CAP_SYS_BOOT: the one that opened /proc/pressure/memory was given up")
    pressure = guest.out(f"ls -l /proc/{daemon}/fd | grep -c /proc/pressure/memory", timeout=30)
    tap.equal(pressure, "1", "… by which it hears of memory that gets short")
    tap.equal(guest.out(f"readlink /proc/{daemon}/fd/0"), "/proc/iomem", "standard input is the memory map")
    memory = guest.out(_STDIN.format(pid=daemon))
    tap.check(re.search(r"^0*1[0-9a-f]+-[0-9a-f]+ : System RAM$", memory, re.M), "it shows addresses", memory)


def _idle(guest, tap):
    count = _SWITCHES.format(pid=pid(guest))
    guest.out("sleep 15")  # what the start left to be done
    first, second = map(int, guest.out(f"({count}); sleep 60; ({count})", timeout=200).split())
    tap.check(second == first > 0, "idle for 60 s: no wakeup", f"context switches so far: {first}, then {second}")
    pss = guest.out(f"awk '/^Pss:/ {{print $2}}' /proc/{pid(guest)}/smaps_rollup")
    tap.note(f"PSS {pss} KiB")


def _stop(guest, tap, old):
    guest.run("systemctl restart kexecd", timeout=120)
    wait_armed(guest, old)
    guest.run("kill -9 $(pidof kexecd)")
    tap.equal(kernel_flag(guest), 1, "a crash keeps what is armed")
    wait_armed(guest, old)
    guest.run("systemctl stop kexecd", timeout=120)
    tap.equal(kernel_flag(guest), 0, "a deliberate stop unloads")
    guest.run("systemctl start kexecd", timeout=120)
    wait_armed(guest, old)
    boot = guest.boot_id()
    guest.agent.start("systemctl kexec")
    guest.wait_restart(boot)
    tap.equal(guest.out("cat /proc/sys/kernel/bootloader_type"), "208", "a shutdown does not: it ended in a kexec")


def run(tap):
    with debian("service") as guest:
        old = release(kernels()[0])
        wait_armed(guest, old)
        _unit(guest, tap)
        _rights(guest, tap)
        _idle(guest, tap)
        _stop(guest, tap, old)
