# SPDX-License-Identifier: LGPL-2.1-or-later
"""A private bus with a mock of kexecd's interface on it, and kexecctl run against that."""

import json
import os
import subprocess
import sys
import tempfile

import dbus
import dbusmock

NAME = "org.kexecd.Kexecd1"
PATH = "/org/kexecd/Kexecd1"
INTERFACE = "org.kexecd.Kexecd1.Manager"
ERROR = "org.kexecd.Kexecd1.Error."

BUILD = os.environ.get("abs_top_builddir", os.getcwd())
SOURCE = os.environ.get("abs_top_srcdir", os.getcwd())
KEXECCTL = os.path.join(BUILD, "kexecctl")


def variants(**values):
    """A dictionary a{sv}; underscores in the keys become hyphens."""
    content = {key.replace("_", "-"): value for key, value in values.items()}
    return dbus.Dictionary(content, signature="sv")


def armed(**changes):
    values = dict(
        image="6.1.0-32-amd64",
        origin="default",
        level="armed",
        release="6.1.0-32-amd64",
        kernel="/boot/vmlinuz-6.1.0-32-amd64",
        initrds=dbus.Array(["/boot/initrd.img-6.1.0-32-amd64"], signature="s"),
        method="files",
        method_reason="the kernel checks and loads the files itself",
        digest="ab" * 32,
        since=dbus.UInt64(1_700_000_000_000_000),
        memory=dbus.UInt64(44 * 1024 * 1024),
    )
    values.update(changes)
    return variants(**values)


def status(**changes):
    values = dict(
        state="armed",
        reason="the newest complete image of /boot",
        generation=dbus.UInt64(7),
        armed=armed(),
        running=variants(release="6.1.0-30-amd64", boot_id="0" * 32),
        next=variants(
            image="6.1.0-32-amd64", release="6.1.0-32-amd64", reason="it is the newest"
        ),
        ordinary_reboot="every restart is cold",
        loads=dbus.UInt64(1),
        limits=variants(kexec_load_disabled=False, kexec_load_limit=dbus.Int32(-1)),
    )
    values.update(changes)
    return variants(**{key: value for key, value in values.items() if value is not None})


def cold_reasons(*texts):
    """Status's cold-reasons."""
    return dbus.Array([variants(id="boot-next", text=text) for text in texts], signature="a{sv}")


def image(release, **changes):
    values = dict(
        id=release,
        title="Linux " + release,
        version=release,
        release=release,
        architecture="x86_64",
        format="bzimage",
        source="plain",
        kernel="/boot/vmlinuz-" + release,
        initrds=dbus.Array(["/boot/initrd.img-" + release], signature="s"),
        default=False,
        complete=True,
        problems=dbus.Array([], signature="s"),
    )
    values.update(changes)
    return variants(**values)


def restart(**changes):
    """One entry of History, of the boot that status() tells of."""
    values = dict(
        number=dbus.UInt64(12),
        verdict="arrived",
        image="6.1.0-30-amd64",
        release="6.1.0-30-amd64",
        to="6.1.0-30-amd64",
        method="raw",
        begun="execute",
        user=dbus.UInt32(0),
        asked=dbus.UInt64(1_700_000_000_000_000),
        decided=dbus.UInt64(1_700_000_030_000_000),
        downtime=dbus.UInt64(21_430_000),
        phases=dbus.Dictionary(
            {name: dbus.UInt64(span) for name, span in (
                ("services", 3_100_000), ("devices", 200_000), ("handover", 48_000),
                ("kernel", 1_900_000), ("initrd", 4_200_000), ("userspace", 11_982_000))},
            signature="st"),
        saved=dbus.Int64(34_000_000),
        boot_id="0" * 32,
        digest="ab" * 32,
    )
    values["from"] = "6.1.0-28-amd64"
    values.update(changes)
    return variants(**{key: value for key, value in values.items() if value is not None})


# A bus for every user, as the system's is; nothing is activated on it.
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow user="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class MockTestCase(dbusmock.DBusTestCase):
    """Each case has a fresh mock in self.mock; the bus lives as long as the class."""

    @classmethod
    def setUpClass(cls):
        # pylint: disable=consider-using-with
        cls.folder = tempfile.TemporaryDirectory()
        os.chmod(cls.folder.name, 0o755)
        configuration = os.path.join(cls.folder.name, "bus.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIGURATION.format(folder=cls.folder.name))
        cls.daemon = subprocess.Popen(
            ["dbus-daemon", "--config-file=" + configuration, "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE, encoding="utf-8",
        )
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = cls.daemon.stdout.readline().strip()
        cls.bus = dbus.bus.BusConnection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])

    @classmethod
    def tearDownClass(cls):
        cls.bus.close()
        cls.daemon.terminate()
        cls.daemon.wait()
        cls.daemon.stdout.close()
        cls.folder.cleanup()

    def setUp(self):
        # pylint: disable=consider-using-with
        self.server = subprocess.Popen(
            [sys.executable, "-m", "dbusmock", "--system", NAME, PATH, INTERFACE],
            stdout=subprocess.DEVNULL,
        )
        self.addCleanup(self.stop_server)
        self.wait_for_bus_object(NAME, PATH, system_bus=True)
        self.object = self.bus.get_object(NAME, PATH)
        self.mock = dbus.Interface(self.object, dbusmock.MOCK_IFACE)
        self.mock.AddProperties(
            INTERFACE,
            dbus.Dictionary(
                {
                    "State": "armed",
                    "Reason": "the newest complete image of /boot",
                    "Image": "6.1.0-32-amd64",
                    "Release": "6.1.0-32-amd64",
                    "Generation": dbus.UInt64(7),
                },
                signature="sv",
            ),
        )
        self.answers = 0
        self.method("Status", "", "a{sv}", status())
        self.method("ListImages", "", "aa{sv}", dbus.Array([], signature="a{sv}"))
        self.method("History", "", "aa{sv}", dbus.Array([], signature="a{sv}"))
        self.method("Load", "sa{sv}", "a{sv}", armed())
        self.method("LoadFiles", "hahsa{sv}", "a{sv}", armed(origin="custom", level="staged"))
        self.mock.AddMethod(INTERFACE, "CanExecute", "a{sv}", "sa{sv}",
                            "ret = ('yes', dbus.Dictionary({}, signature='sv'))")
        for name, signature in (("Unload", "a{sv}"), ("Execute", "a{sv}"), ("Cancel", ""),
                                ("Rescan", ""), ("SetNextRestart", "s"), ("Forgive", "s")):
            self.method(name, signature, "", None)

    def stop_server(self):
        if self.server.poll() is None:
            self.server.terminate()
        self.server.wait()

    def method(self, name, signature, out, answer):
        """Lets the method @name answer @answer."""
        code = ""
        if answer is not None:
            # The answer travels as a property, which keeps its types.
            self.answers += 1
            self.mock.AddProperty("org.kexecd.Test", f"Answer{self.answers}", answer)
            code = f"ret = self.props['org.kexecd.Test']['Answer{self.answers}']"
        self.mock.AddMethod(INTERFACE, name, signature, out, code)

    def refuse(self, name, signature, out, error, message="the message of the daemon"):
        """Lets the method @name fail."""
        self.mock.AddMethod(
            INTERFACE, name, signature, out,
            f"raise dbus.exceptions.DBusException({message!r}, name={error!r})",
        )

    def calls(self, name):
        """The arguments of the calls of @name so far."""
        return [call[2] for call in self.mock.GetCalls() if str(call[1]) == name]

    def run_client(self, *arguments, env=None, **keywords):
        environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")
        environment.update(env or {})
        return subprocess.run(
            [KEXECCTL, *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=60,
            check=False, **keywords,
        )

    def run_ok(self, *arguments, **keywords):
        """Runs kexecctl, which has to succeed; returns its standard output."""
        result = self.run_client(*arguments, **keywords)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def run_json(self, *arguments):
        return json.loads(self.run_ok("--json", *arguments))
