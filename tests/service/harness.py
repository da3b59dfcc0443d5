# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon on a private bus that is set up like a system bus, with polkit and logind as mocks,
callers of several users, and the kernel of fake-kexec.h.

The tests run as root: the callers are root, an active user (ACTIVE), another one (OTHER) and nobody.
KEXECD_TEST_WRAPPER is put in front of the daemon ("valgrind …"), KEXECD_TEST_SLOWNESS multiplies all
timeouts.
"""

import contextlib
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import dbus
import dbusmock
from gi.repository import Gio, GLib

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get("abs_top_srcdir", os.path.dirname(os.path.dirname(HERE)))
BUILD = os.environ.get("abs_top_builddir", os.getcwd())
DAEMON = os.path.join(BUILD, "tests/service/kexecd-test")
WRAPPER = shlex.split(os.environ.get("KEXECD_TEST_WRAPPER", ""))
SLOWNESS = float(os.environ.get("KEXECD_TEST_SLOWNESS", "1"))



def instrumented():
    """Whether the daemon runs under valgrind or AddressSanitizer: its memory is not its own then."""
    with open(DAEMON, "rb") as file:
        return bool(WRAPPER) or b"__asan_init" in file.read()


NAME = "org.kexecd.Kexecd1"
PATH = "/org/kexecd/Kexecd1"
INTERFACE = "org.kexecd.Kexecd1.Manager"
ERROR = "org.kexecd.Kexecd1.Error."
BUS_ERROR = "org.freedesktop.DBus.Error."
ACCESS_DENIED = BUS_ERROR + "AccessDenied"
CHALLENGE = BUS_ERROR + "InteractiveAuthorizationRequired"
INVALID_ARGS = BUS_ERROR + "InvalidArgs"
LIMITS = BUS_ERROR + "LimitsExceeded"

# The bus only lets users in who exist; these do everywhere.
ROOT, ACTIVE, OTHER, NOBODY = 0, *(pwd.getpwnam(name).pw_uid for name in ("daemon", "bin", "nobody"))

OLD, NEW = "6.1.0-31-amd64", "6.1.0-32-amd64"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={path}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
    <allow send_destination="org.freedesktop.PolicyKit1"/>
    <allow send_destination="org.freedesktop.login1"/>
    <allow send_destination="org.freedesktop.systemd1"/>
  </policy>
  <policy user="root">
    <allow own="*"/>
    <allow send_type="method_call"/>
  </policy>
  <include>{source}/dbus/org.kexecd.Kexecd1.conf</include>
</busconfig>
"""


class BusError(Exception):
    def __init__(self, error):
        self.name = Gio.DBusError.get_remote_error(error) or f"{error.domain}:{error.code}"
        # GIO puts this in front; its own function to remove it does not work from Python.
        self.message = error.message.removeprefix(f"GDBus.Error:{self.name}: ")
        super().__init__(f"{self.name}: {self.message}")


def iterate_until(condition, timeout=20, what="a condition"):
    """Runs the main loop until the condition holds. Wakes up for events and every 20 ms."""
    deadline = time.monotonic() + timeout * SLOWNESS
    context = GLib.MainContext.default()
    ticking = [True]

    def tick():
        return ticking[0]

    GLib.timeout_add(20, tick)
    try:
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}")
            context.iteration(True)
    finally:
        ticking[0] = False


class Caller:
    """A connection to the bus of some user."""

    def __init__(self, address, uid):
        self.uid = uid
        # The bus asks the kernel who connects: the effective user of that moment.
        os.seteuid(uid)
        try:
            self.connection = Gio.DBusConnection.new_for_address_sync(
                address,
                Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
                None,
                None,
            )
        finally:
            os.seteuid(0)
        self.connection.set_exit_on_close(False)

    @property
    def name(self):
        return self.connection.get_unique_name()

    def close(self):
        with contextlib.suppress(GLib.Error):
            self.connection.close_sync(None)

    def call(self, method, parameters=None, *, interactive=False, fds=None, timeout=60,
             interface=INTERFACE):
        """Returns the unpacked reply; raises BusError."""
        flags = Gio.DBusCallFlags.NO_AUTO_START
        if interactive:
            flags |= Gio.DBusCallFlags.ALLOW_INTERACTIVE_AUTHORIZATION
        try:
            reply, _fds = self.connection.call_with_unix_fd_list_sync(
                NAME, PATH, interface, method, parameters, None, flags,
                int(timeout * 1000 * SLOWNESS), fds, None,
            )
        except GLib.Error as e:
            raise BusError(e) from None
        return reply.unpack()

    def start(self, method, parameters=None, *, interactive=False, fds=None, cancellable=None):
        """Calls without waiting; see Pending."""
        return Pending(self, method, parameters, interactive, fds, cancellable)

    # The contract.

    def status(self):
        return self.call("Status")[0]

    def load(self, image="", **options):
        return self.call("Load", GLib.Variant("(sa{sv})", (image, variants(options))), **CALL.take())[0]

    def execute(self, **options):
        return self.call("Execute", GLib.Variant("(a{sv})", (variants(options),)), **CALL.take())

    def unload(self, **options):
        return self.call("Unload", GLib.Variant("(a{sv})", (variants(options),)), **CALL.take())

    def can_execute(self, **options):
        return self.call("CanExecute", GLib.Variant("(a{sv})", (variants(options),)))

    def load_files(self, kernel, initrds=(), cmdline=machine.CMDLINE, **options):
        """kernel, initrds: descriptors."""
        parameters, fds = load_files_arguments(kernel, initrds, cmdline, options)
        return self.call("LoadFiles", parameters, fds=fds, **CALL.take())[0]


class _CallFlags:
    """How the next call of the contract is made: set by interactively()."""

    def __init__(self):
        self.flags = {}

    def take(self):
        return dict(self.flags)


CALL = _CallFlags()


@contextlib.contextmanager
def interactively():
    """Calls in this block allow a prompt."""
    CALL.flags = {"interactive": True}
    try:
        yield
    finally:
        CALL.flags = {}


class Pending:
    """A call that has not been waited for."""

    def __init__(self, caller, method, parameters, interactive, fds, cancellable):
        self.result = None
        self.error = None
        self.done = False
        flags = Gio.DBusCallFlags.NO_AUTO_START
        if interactive:
            flags |= Gio.DBusCallFlags.ALLOW_INTERACTIVE_AUTHORIZATION
        caller.connection.call_with_unix_fd_list(
            NAME, PATH, INTERFACE, method, parameters, None, flags, 2**31 - 1, fds, cancellable,
            self._on_reply,
        )

    def _on_reply(self, connection, result):
        try:
            reply, _fds = connection.call_with_unix_fd_list_finish(result)
            self.result = reply.unpack()
        except GLib.Error as e:
            self.error = BusError(e)
        self.done = True

    def wait(self, timeout=20):
        """Returns the unpacked reply; raises BusError."""
        iterate_until(lambda: self.done, timeout, "the answer to a call")
        if self.error is not None:
            raise self.error
        return self.result


def variants(options):
    """Options with the types of the contract. A value that is a GLib.Variant stays as it is."""
    types = {"append": "s", "cmdline": "s", "expect": "t", "force": "b", "ignore-inhibitors": "b",
             "ignore-hazards": "b", "ignore-sessions": "b", "when": "t"}
    out = {}
    for key, value in options.items():
        if isinstance(value, GLib.Variant):
            out[key] = value
        else:
            key = key.replace("_", "-")
            out[key] = GLib.Variant(types[key], value)
    return out


def options_argument(**options):
    return GLib.Variant("(a{sv})", (variants(options),))


def load_argument(image="", **options):
    return GLib.Variant("(sa{sv})", (image, variants(options)))


def load_files_arguments(kernel, initrds, cmdline, options):
    fds = Gio.UnixFDList.new()
    handle = fds.append(kernel)
    handles = [fds.append(fd) for fd in initrds]
    return GLib.Variant("(hahsa{sv})", (handle, handles, cmdline, variants(options))), fds


def memfd(content, name="test"):
    fd = os.memfd_create(name)
    os.write(fd, content)
    return fd


class Bus:
    """The private bus, with polkit and logind."""

    def __init__(self, path):
        config = os.path.join(path, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(path=path, source=SOURCE))
        self.process = subprocess.Popen(
            ["dbus-daemon", "--nofork", "--nopidfile", "--print-address=1", "--config-file", config],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.address = self.process.stdout.readline().strip()
        assert self.address, "dbus-daemon did not start"
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self.address
        self.mocks = []
        self.log = open(os.path.join(path, "mocks.log"), "w", encoding="utf-8")
        self.root = Caller(self.address, ROOT)
        self.callers = [self.root]
        self.polkit = None
        self.logind = None
        self.systemd = None

    def _own(self, name):
        reply = self.root.connection.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
            GLib.Variant("(s)", (name,)), None, 0, -1, None,
        )
        return reply.unpack()[0]

    def owner_of(self, name):
        """The process that owns this name, or None."""
        try:
            return self.root.connection.call_sync(
                "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)), None, 0, -1, None,
            ).unpack()[0]
        except GLib.Error:
            return None

    def wait_for(self, name, process=None):
        def owned():
            if process is not None and process.poll() is not None:
                raise AssertionError(f"{name} ended with {process.returncode}")
            return self._own(name)

        iterate_until(owned, 30, name)

    def _spawn(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "dbusmock", "--system", *arguments],
            stdout=self.log, stderr=self.log, env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"),
        )
        self.mocks.append(process)
        return process

    def start_polkit(self, active=(ACTIVE,)):
        parameters = {"policy": os.path.join(SOURCE, "policy/org.kexecd.policy"), "active": list(active)}
        process = self._spawn("--template", os.path.join(HERE, "polkitd.py"),
                              "--parameters", _json(parameters))
        self.wait_for("org.freedesktop.PolicyKit1", process)
        self.polkit = Mock(self, "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
        return process

    def start_logind(self):
        process = self._spawn("--template", "logind")
        self.wait_for("org.freedesktop.login1", process)
        self.logind = Mock(self, "org.freedesktop.login1", "/org/freedesktop/login1")
        self.logind.AddTemplate(
            GLib.Variant("(sa{sv})", (os.path.join(HERE, "logind_restart.py"), {}))
        )
        return process

    def start_systemd(self):
        process = self._spawn("--template", os.path.join(HERE, "systemd_manager.py"))
        self.wait_for("org.freedesktop.systemd1", process)
        self.systemd = Mock(self, "org.freedesktop.systemd1", "/org/freedesktop/systemd1")
        return process

    def caller(self, uid):
        caller = Caller(self.address, uid)
        self.callers.append(caller)
        return caller

    def stop(self):
        for caller in self.callers:
            caller.close()
        for process in [*self.mocks, self.process]:
            process.terminate()
            process.wait()
        self.process.stdout.close()
        self.log.close()


def _json(value):
    import json

    return json.dumps(value)


class Mock:
    """The handles of a mock: mock.Method(GLib.Variant) -> unpacked reply."""

    def __init__(self, bus, name, path):
        self.bus, self.name, self.path = bus, name, path

    def __getattr__(self, method):
        def call(parameters=None):
            reply = self.bus.root.connection.call_sync(
                self.name, self.path, dbusmock.MOCK_IFACE, method, parameters, None, 0, -1, None
            ).unpack()
            return reply[0] if len(reply) == 1 else reply

        return call


class Daemon:
    def __init__(self, bus, box, arguments=(), notify=None):
        """notify: the socket of a service manager."""
        self.bus = bus
        self.log_path = os.path.join(box.path, f"kexecd-{time.monotonic_ns()}.log")
        environment = dict(os.environ, KEXECD_TEST_KERNEL=box.kernel, G_MESSAGES_DEBUG="kexecd")
        environment.pop("NOTIFY_SOCKET", None)
        if notify:
            environment["NOTIFY_SOCKET"] = notify
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*WRAPPER, DAEMON, f"--root={box.root}", *arguments],
                stdout=log, stderr=log, env=environment,
            )
        self.pid = self.process.pid

    def ready(self):
        """Waits until the name is this process's, not its predecessor's."""
        def owned():
            if self.process.poll() is not None:
                raise AssertionError(f"the daemon ended with {self.process.returncode}: {self.log()}")
            return self.bus.owner_of(NAME) == self.pid

        iterate_until(owned, 30, "the daemon")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        # The bus hears of it a moment later; until then the name is taken.
        iterate_until(lambda: self.bus.owner_of(NAME) is None, what="the name to be free")

    def stop(self):
        """As systemd stops it. Returns the exit code."""
        self.process.terminate()
        try:
            return self.process.wait(20 * SLOWNESS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise AssertionError("the daemon does not end on SIGTERM") from None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def fds(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def memory(self):
        """Private memory in KiB."""
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


class TestCase(unittest.TestCase):
    """One bus per class; a machine and a daemon per case, or, with shared = True, per class.

    The machine starts with the kernels of `kernels`, the newest last.
    """

    shared = False
    kernels = (OLD, NEW)
    arguments = ()
    with_polkit = True
    with_logind = True
    with_systemd = True

    @classmethod
    def setUpClass(cls):
        if os.getuid() != 0:
            raise unittest.SkipTest("the callers are several users, so this needs root")
        cls.base = tempfile.mkdtemp(prefix="kexecd-test-")
        os.chmod(cls.base, 0o755)
        cls.bus = Bus(cls.base)
        if cls.with_polkit:
            cls.bus.start_polkit()
        if cls.with_logind:
            cls.bus.start_logind()
        if cls.with_systemd:
            cls.bus.start_systemd()
        cls.box = cls.daemon = None
        if cls.shared:
            cls._begin(cls)

    @classmethod
    def tearDownClass(cls):
        try:
            if cls.shared:
                cls._end(cls)
        finally:
            cls.bus.stop()
            shutil.rmtree(cls.base)

    def setUp(self):
        if not self.shared:
            self._begin(self)
        self.bus.log.flush()
        if self.bus.polkit:
            self.bus.polkit.Reset()
        if self.bus.logind:
            self.bus.logind.ClearInhibitors()
            self.bus.logind.ClearSessions()
            self.bus.logind.SetRestartError(GLib.Variant("(s)", ("",)))
            self.bus.logind.TakeRestarts()
        if self.bus.systemd:
            self.bus.systemd.SetKExecError(GLib.Variant("(s)", ("",)))
            self.bus.systemd.SetStop(GLib.Variant("(ss)", ("running", "")))
            self.bus.systemd.TakeCalls()
        # As after a boot: nothing else takes that back.
        self.box.write("proc/sys/kernel/kexec_load_disabled", "0\n")
        self.root = self.caller(ROOT)
        self.active = self.caller(ACTIVE)
        self.nobody = self.caller(NOBODY)

    def tearDown(self):
        if not self.shared:
            self._end(self)

    # Called for the class or for the case, whichever owns the daemon.

    @staticmethod
    def _begin(owner):
        path = tempfile.mkdtemp(dir=owner.base)
        os.chmod(path, 0o755)
        owner.box = machine.Machine(path)
        for release in owner.kernels:
            owner.box.install(release)
        owner.prepare(owner.box)
        owner.daemon = Daemon(owner.bus, owner.box, owner.arguments).ready()
        # Returns when /boot has been looked at.
        owner.bus.root.call("Rescan")

    @staticmethod
    def _end(owner):
        if owner.daemon is None:
            return
        daemon, owner.daemon = owner.daemon, None
        owner.last_daemon = daemon
        if daemon.process.poll() is None:
            code = daemon.stop()
        else:
            code = daemon.process.returncode
        if code not in (0, -signal.SIGKILL):
            print("# " + daemon.log().replace("\n", "\n# "))
            raise AssertionError(f"the daemon ended with {code}")

    @staticmethod
    def prepare(box):
        """For cases that need something else on the machine before the daemon starts."""

    def restart_daemon(self):
        self.daemon = Daemon(self.bus, self.box, self.arguments).ready()

    def caller(self, uid):
        caller = self.bus.caller(uid)
        self.addCleanup(self.bus.callers.remove, caller)
        self.addCleanup(caller.close)
        return caller

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        daemon = self.daemon or getattr(self, "last_daemon", None)
        if result and len(result.failures) + len(result.errors) > before and daemon:
            print("# the daemon's log:\n# " + daemon.log()[-20000:].replace("\n", "\n# "))

    # What cases say often.

    def wait_state(self, *states, timeout=20):
        def reached():
            status = self.root.status()
            return status if status["state"] in states else None

        try:
            return iterate_until(reached, timeout)
        except AssertionError:
            raise AssertionError(f"waited in vain for {states}: {self.root.status()}") from None

    def quiet_moment(self):
        """(status, what the kernel holds) of a moment in which nothing is being loaded; None where
        something is."""
        before = self.box.calls()
        status = self.root.status()
        # Waits for a call that takes effect at this moment.
        loaded = self.box.loaded()
        if status["state"] == "loading" or self.box.calls() != before:
            return None
        # A call that took effect a moment before reaches the daemon's loop before this answer does.
        if self.root.status() != status:
            return None
        return status, loaded

    def announce(self, going_down):
        """logind's signal, which the daemon has seen when this returns."""
        self.bus.logind.EmitSignal(
            GLib.Variant("(sssav)", ("org.freedesktop.login1.Manager", "PrepareForShutdown", "b",
                                     [GLib.Variant("b", going_down)]))
        )
        self.root.status()

    def locked(self):
        return self.box.read("proc/sys/kernel/kexec_load_disabled") == b"1\n"

    def wait_armed(self, release=None, timeout=20):
        def reached():
            status = self.root.status()
            if status["state"] == "armed" and release in (None, status["armed"]["release"]):
                return status
            return None

        try:
            return iterate_until(reached, timeout)
        except AssertionError:
            raise AssertionError(f"{release} is not armed: {self.root.status()}") from None

    def expect_error(self, name, function, *arguments, **options):
        with self.assertRaises(BusError) as context:
            function(*arguments, **options)
        full = name if "." in name else ERROR + name
        self.assertEqual(context.exception.name, full, context.exception.message)
        return context.exception.message

    def set_agent(self, uid, behaviour):
        self.bus.polkit.SetAgent(GLib.Variant("(is)", (uid, behaviour)))

    def set_rule(self, uid, action, verdict):
        self.bus.polkit.SetRule(GLib.Variant("(iss)", (uid, "org.kexecd." + action, verdict)))

    def checks(self, uid=None):
        """(action without its prefix, interactive, details) of what polkit was asked."""
        return [
            (action.removeprefix("org.kexecd."), bool(flags & 1), details)
            for who, _name, action, details, flags in self.bus.polkit.GetChecks()
            if uid in (None, who)
        ]

    def add_session(self, uid, user, session="2", seat="seat0", active=True):
        # Seats and users are shared by sessions: the template makes them as needed.
        self.bus.logind.AddSession(GLib.Variant("(ssusb)", (session, seat, uid, user, active)))

    def add_inhibitor(self, uid, what="shutdown", who="apt", why="installing", mode="block", pid=4711):
        self.bus.logind.AddInhibitor(GLib.Variant("(ssssuu)", (what, who, why, mode, uid, pid)))
