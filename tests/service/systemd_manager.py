# SPDX-License-Identifier: LGPL-2.1-or-later
"""A template for python-dbusmock: as much of systemd's manager as the daemon asks for."""

import dbus
import dbusmock

BUS_NAME = "org.freedesktop.systemd1"
MAIN_OBJ = "/org/freedesktop/systemd1"
MAIN_IFACE = "org.freedesktop.systemd1.Manager"
SYSTEM_BUS = True

UNIT = "/org/freedesktop/systemd1/unit/kexecd_2eservice"
JOB = "/org/freedesktop/systemd1/job/7"
MOCK_IFACE = dbusmock.MOCK_IFACE


TIMES = ("FinishTimestampMonotonic", "UserspaceTimestampMonotonic", "InitRDTimestampMonotonic")


def load(mock, _parameters):
    mock.AddProperties(MAIN_IFACE, {name: dbus.UInt64(0) for name in TIMES})
    mock.AddProperties(MAIN_IFACE, {"SystemState": "running", "Version": "252.39-1~deb12u1"})
    mock.AddProperties(MAIN_IFACE, {
        "WatchdogDevice": "",
        "RuntimeWatchdogUSec": dbus.UInt64(0),
        "KExecWatchdogUSec": dbus.UInt64(0),
    })
    mock.AddObject(
        UNIT,
        "org.freedesktop.systemd1.Unit",
        {"Job": dbus.Struct((dbus.UInt32(0), dbus.ObjectPath("/")), signature="uo")},
        [],
    )
    mock.AddObject(JOB, "org.freedesktop.systemd1.Job", {"JobType": "stop"}, [])
    mock.calls = []
    mock.units = []
    mock.kexec_error = ""


@dbus.service.method(MAIN_IFACE)
def KExec(self):
    self.calls.append("KExec")
    if self.kexec_error:
        raise dbus.exceptions.DBusException("refused by the test", name=self.kexec_error)


@dbus.service.method(MAIN_IFACE)
def Subscribe(self):
    pass


@dbus.service.method(MAIN_IFACE)
def Unsubscribe(self):
    pass


@dbus.service.method(MOCK_IFACE, in_signature="ttt")
def SetBootTimes(self, finished, userspace, initrd):
    """When the boot's parts ended, microseconds; finished 0: everything still starts."""
    for name, value in zip(TIMES, (finished, userspace, initrd)):
        self.props[MAIN_IFACE][name] = dbus.UInt64(value, variant_level=1)
    if finished:
        self.EmitSignal(MAIN_IFACE, "StartupFinished", "tttttt", [dbus.UInt64(0)] * 6)


@dbus.service.method(MAIN_IFACE, in_signature="ss", out_signature="o")
def StartUnit(self, name, mode):
    self.calls.append(f"StartUnit {name} {mode}")
    return dbus.ObjectPath(JOB)


@dbus.service.method(MAIN_IFACE, in_signature="ssa(sv)a(sa(sv))", out_signature="o")
def StartTransientUnit(self, _name, _mode, properties, _more):
    ((program, arguments, flags),) = dict(properties)["ExecStartEx"]
    self.units.append([str(word) for word in (program, *arguments[1:], *flags)])
    return dbus.ObjectPath(JOB)


@dbus.service.method(MOCK_IFACE, out_signature="aas")
def TakeUnits(self):
    """Program, arguments and flags of each transient unit since the last time."""
    taken, self.units = self.units, []
    return dbus.Array(taken, signature="as")


@dbus.service.method(MAIN_IFACE, in_signature="u", out_signature="o")
def GetUnitByPID(self, _pid):
    return dbus.ObjectPath(UNIT)


@dbus.service.method(MOCK_IFACE, in_signature="s")
def SetKExecError(self, name):
    self.kexec_error = str(name)


@dbus.service.method(MOCK_IFACE, out_signature="as")
def TakeCalls(self):
    taken, self.calls = self.calls, []
    return dbus.Array(taken, signature="s")


@dbus.service.method(MOCK_IFACE, in_signature="ss")
def SetStop(self, system_state, job_type):
    """What systemd is doing with the service; job_type "": nothing."""
    self.UpdateProperties(MAIN_IFACE, {"SystemState": system_state})
    job = (7, JOB) if job_type else (0, "/")
    # UpdateProperties() cannot wrap a struct.
    dbusmock.get_object(UNIT).props["org.freedesktop.systemd1.Unit"]["Job"] = dbus.Struct(
        (dbus.UInt32(job[0]), dbus.ObjectPath(job[1])), signature="uo", variant_level=1
    )
    dbusmock.get_object(JOB).UpdateProperties("org.freedesktop.systemd1.Job", {"JobType": job_type})
