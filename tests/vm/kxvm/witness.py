# SPDX-License-Identifier: LGPL-2.1-or-later
"""What happens in a Debian guest while a package is installed, on the guest's own monotonic clock.

The witnesses: the kernel's trace of dpkg's lock and of kexec_file_load, kexecd's signals, and Status, asked all the time.
"""

import json
import re

_START = """
mkdir -p /run/witness && cd /run/witness
t=/sys/kernel/tracing/instances/witness
mkdir $t
echo mono >$t/trace_clock
# F_SETLK and F_SETLKW: the last one of dpkg gives its lock back
echo 'comm == "dpkg" && (cmd == 6 || cmd == 7)' >$t/events/syscalls/sys_enter_fcntl/filter
echo 1 >$t/events/syscalls/sys_enter_fcntl/enable
echo 1 >$t/events/syscalls/sys_enter_kexec_file_load/enable
cat >signals.sh <<'EOF'
cd /run/witness && stdbuf -oL busctl monitor --json=short --match "type='signal',path='/org/kexecd/Kexecd1'" |
while read -r line; do read -r now _ </proc/uptime; echo "$now $line"; done >signals
EOF
cat >poll.sh <<'EOF'
cd /run/witness && while sleep 2; do read -r now _ </proc/uptime; echo "$now $(kexecctl status --json | tr -d '\\n')"; done >polls
EOF
systemd-run -q --unit=witness-signals sh /run/witness/signals.sh
systemd-run -q --unit=witness-polls sh /run/witness/poll.sh
sleep 2
"""


class Witness:
    """What was seen: times are seconds of the guest's monotonic clock."""

    def __init__(self, trace, signals, polls):
        self.lock_released = max(self._times(trace, "sys_fcntl"), default=None)
        self.load_calls = self._times(trace, "sys_kexec_file_load")
        self.progress = [row for row in map(self._progress, signals.splitlines()) if row]
        self.polls = [self._poll(line) for line in polls.splitlines()]

    @staticmethod
    def _times(trace, call):
        return [float(m[1]) for m in re.finditer(rf"(\d+\.\d+): {call}\(", trace)]

    @staticmethod
    def _progress(line):
        """(time, step) of a signal Progress."""
        when, _, message = line.partition(" ")
        signal = json.loads(message)
        return (float(when), signal["payload"]["data"][0]) if signal.get("member") == "Progress" else None

    @staticmethod
    def _poll(line):
        """(time, Status), Status None where nobody answered."""
        when, _, answer = line.partition(" ")
        try:
            return float(when), json.loads(answer)
        except ValueError:
            return float(when), None

    def load_started(self):
        """When the load after dpkg's end began: its first sign, which is Progress of reading, if not the system call."""
        signs = [when for when, _ in self.progress] + self.load_calls
        return min((when for when in signs if when >= self.lock_released), default=None)


def start(guest):
    guest.run(_START)


def stop(guest):
    """End the watch: a Witness."""
    guest.run("systemctl stop witness-signals witness-polls", check=False)
    trace = guest.run("cat /sys/kernel/tracing/instances/witness/trace").out
    return Witness(trace, guest.run("cat /run/witness/signals").out, guest.run("cat /run/witness/polls").out)
