# SPDX-License-Identifier: LGPL-2.1-or-later
"""One QEMU machine: its process, its channels and its clock."""

import contextlib
import fcntl
import os
import pathlib
import signal
import socket
import subprocess
import time

from .agent import Agent, AgentError
from .console import Console
from .qmp import Qmp
from .report import progress

# TCG only; its cmpxchg16b corrupts flags (QEMU 7.2), so the guests must not have it. One thread for all processors:
# with one each, code that Linux patches while it runs is now and then run as it was (an “Oops: int3” in one restart
# of twenty).
PLAIN_CPU = ("-accel", "tcg,thread=single", "-cpu", "max,cx16=off")
# TCG takes `rep stosb` byte by byte, each of them slow where a former program was translated: Linux then clears and
# copies memory in another way, and a restart takes half the time.
CPU = (*PLAIN_CPU[:-1], f"{PLAIN_CPU[-1]},erms=off,fsrm=off")
_OUTLET = 1 << 20  # bytes, as many as a pipe can have
CRASH = r"Kernel panic|BUG: |Oops: |general protection fault|Attempted to kill init"


def hardware():
    """What a saved memory fits to."""
    version = subprocess.run(["qemu-system-x86_64", "--version"], check=True, stdout=subprocess.PIPE).stdout
    return [version, pathlib.Path(__file__).read_text()]


class GuestError(Exception):
    """The guest is gone, or a command in it failed."""


class Machine:
    """A guest from its start to close(); use it in a `with`."""

    def __init__(self, name, logs, limit=300, memory=512, cpus=1, icount=False, leaps=True, devices=(), cpu=CPU,
                 reboots=False):
        """LIMIT: seconds after which the guest is killed, come what may. ICOUNT: guest time counts instructions, and
        LEAPS over time in which nothing runs, be it that the guest waits for its disk: timeouts may pass that way.
        CPUS: with two, the emulation takes half as long again: their time-stamp counters differ, so that Linux reads a
        slow clock instead.
        REBOOTS: a reset starts it anew, instead of ending it."""
        self.name, self.limit = name, limit
        logs.mkdir(parents=True, exist_ok=True)
        self.log = logs / f"{name}.log"
        self._words = self.log.with_suffix(".qemu")
        self._command = ["qemu-system-x86_64", *cpu, "-m", str(memory), "-nodefaults", "-no-user-config",
                         "-display", "none", "-smp", "1" if icount else str(cpus)]
        self._command += [] if reboots else ["-no-reboot"]
        if icount:
            self._command += ["-icount", f"shift=0,sleep={'off' if leaps else 'on'}"]
        self._devices = list(devices)
        self._process = None
        self._sockets = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- life ---

    def _channel(self, ident):
        ours, theirs = socket.socketpair()
        self._sockets += [ours, theirs]
        return ours, theirs.fileno(), ["-chardev", f"socket,id={ident},fd={theirs.fileno()}"]

    @staticmethod
    def _outlet(ident):
        """For what only comes out. A socket holds two hundred single bytes; as long as it is full, letters are lost."""
        ours, theirs = os.pipe()
        fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, _OUTLET)
        return os.fdopen(ours, "rb"), theirs, ["-chardev", f"file,id={ident},path=/proc/self/fd/{theirs}"]

    def start(self, *arguments):
        """Start QEMU; the guest boots on its own from here."""
        console, *console_fd = self._outlet("console")
        control, *control_fd = self._channel("control")
        agent, *agent_fd = self._channel("agent")
        command = [*self._command, *console_fd[1], *control_fd[1], *agent_fd[1],
                   "-serial", "chardev:console", "-mon", "chardev=control,mode=control",
                   *self._devices, *arguments]
        # timeout(1) and the death signal end the guest even when this process is killed
        limited = ["setpriv", "--pdeathsig", "TERM", "timeout", "--kill-after=5", str(self.limit), *command]
        self._started = time.monotonic()
        self._process = subprocess.Popen(limited, pass_fds=[console_fd[0], control_fd[0], agent_fd[0]],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=open(self._words, "w"))
        os.close(console_fd[0])
        for sock in self._sockets[1::2]:
            sock.close()
        self.console = Console(console, self.log)
        self.agent = Agent(agent, self._alive)
        self.qmp = Qmp(control, self._alive)

    def _alive(self, patience=0):
        try:
            code = self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return
        why = "its time limit" if code == 124 else f"exit code {code}"
        words = self._words.read_text(errors="replace").strip()
        raise GuestError(f"guest {self.name} ended ({why}{words and '; QEMU: ' + words}); console: {self.log}\n{self.console.tail()}")

    def crashed(self):
        """The console's line about a crash of the guest's kernel, or None."""
        return self.console.find(CRASH)

    def close(self):
        """End the guest and give everything back."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for sock in self._sockets:
            sock.close()
        self._sockets = []

    def kill(self):
        """End QEMU in the middle of whatever it does; the console has all that it said."""
        pids = subprocess.run(["pgrep", "--parent", str(self._process.pid)], stdout=subprocess.PIPE).stdout.split()
        for pid in map(int, pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)
        self.console.wait_end(30)

    def save(self, path):
        """Stop the guest and write its memory to PATH."""
        self.qmp.call("stop")
        self.qmp.call("migrate", uri=f"exec:cat >{path}")
        while self.qmp.call("query-migrate")["status"] not in ("completed", "failed"):
            time.sleep(0.1)
        if self.qmp.call("query-migrate")["status"] == "failed":
            raise GuestError(f"the memory of {self.name} cannot be saved")

    def resume(self, timeout=60):
        """Let a guest that was started from a saved memory run."""
        deadline = time.monotonic() + timeout
        while self.qmp.call("query-status")["status"] == "inmigrate" and time.monotonic() < deadline:
            time.sleep(0.05)
        self.qmp.call("cont")

    # --- commands ---

    def run(self, command, timeout=60, stdin=None, check=True):
        """A shell command as root in the guest: agent.Result. With CHECK a failure raises GuestError."""
        result = self.agent.run(command, timeout, stdin)
        if check and result.code:
            raise GuestError(f"'{command}' failed with {result.code}: {result.err or result.out}")
        return result

    def out(self, command, timeout=60):
        """The stripped output of a command that must succeed."""
        return self.run(command, timeout).out.strip()

    def until(self, command, timeout=60, pause=0.3):
        """Repeat a command until it succeeds; its Result."""
        deadline = time.monotonic() + timeout
        while True:
            result = self.run(command, check=False)
            if result.code == 0:
                return result
            if time.monotonic() > deadline:
                raise GuestError(f"'{command}' still fails after {timeout} s: {result.err or result.out}")
            time.sleep(pause)

    # --- clock and restart ---

    def uptime(self):
        """Seconds since the guest's kernel started."""
        return float(self.out("cut -d' ' -f1 /proc/uptime"))

    def monotonic(self):
        """CLOCK_MONOTONIC of the guest, in nanoseconds."""
        return int(self.out("sed -n 's/^now at \\([0-9]*\\) nsecs/\\1/p' /proc/timer_list"))

    def cpu_seconds(self):
        """What the emulation has used of the host's processors."""
        pid = int(subprocess.run(["pgrep", "--parent", str(self._process.pid)], check=True, stdout=subprocess.PIPE).stdout)
        row = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(row[11]) + int(row[12])) / os.sysconf("SC_CLK_TCK")

    def boot_id(self):
        return self.out("cat /proc/sys/kernel/random/boot_id")

    def wait_restart(self, old_boot_id, timeout=180):
        """Wait until another boot than OLD_BOOT_ID answers."""
        deadline, patience = time.monotonic() + timeout, 2
        while time.monotonic() < deadline:
            try:
                self.agent.wait(deadline - time.monotonic())
                with self.agent.patient_for(patience):
                    if self.boot_id() != old_boot_id:
                        return
            except AgentError:
                patience *= 2  # it went away between two questions: the old one, on its way down. Or it is slow.
            time.sleep(0.2)
        raise GuestError(f"guest {self.name} did not come back within {timeout} s; console: {self.log}")

    def wait_off(self, timeout=120):
        """Wait until the machine resets or powers off, which ends QEMU."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise GuestError(f"guest {self.name} still runs after {timeout} s") from None


def boot(make, timeout=120):
    """A booted machine from MAKE(), which starts one. A guest that dies *before* anything is tested may be tried once more."""
    for attempt in (1, 2):
        machine = make()
        try:
            machine.agent.wait(timeout)
            return machine
        except (AgentError, GuestError) as error:
            crash = machine.crashed()
            machine.close()
            if attempt == 2 or not crash:
                raise GuestError(f"{machine.name} did not boot: {error}\n{machine.console.tail()}") from error
            progress(f"{machine.name} crashed while booting ({crash[1]}): once more")
