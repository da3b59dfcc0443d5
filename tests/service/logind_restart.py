# SPDX-License-Identifier: LGPL-2.1-or-later
"""Added to python-dbusmock's template of logind: restarts with flags, and inhibitors of anybody.

Parameters: none. Older and newer logind differ in the flags that they know: SetKnownFlags().
"""

import dbus
import dbusmock

BUS_NAME = "org.freedesktop.login1"
MAIN_OBJ = "/org/freedesktop/login1"
MAIN_IFACE = "org.freedesktop.login1.Manager"
SYSTEM_BUS = True

MOCK_IFACE = dbusmock.MOCK_IFACE
mockobject = dbusmock.mockobject


def load(mock, _parameters):
    mock.known_flags = 0x1F
    mock.restart_error = ""
    mock.restarts = []
    mock.witness = ""
    mock.witnessed = ""
    mockobject.inhibitors = []


@dbus.service.method(MAIN_IFACE, in_signature="t")
def RebootWithFlags(self, flags):
    if flags & ~self.known_flags:
        raise dbus.exceptions.DBusException(
            "Invalid flags parameter", name="org.freedesktop.DBus.Error.InvalidArgs"
        )
    self.restarts.append(int(flags))
    if self.witness:
        with open(self.witness, encoding="utf-8") as file:
            self.witnessed = file.read()
    if self.restart_error:
        raise dbus.exceptions.DBusException("refused by the test", name=self.restart_error)


@dbus.service.method(MOCK_IFACE, in_signature="t")
def SetKnownFlags(self, flags):
    self.known_flags = int(flags)


@dbus.service.method(MOCK_IFACE, in_signature="s")
def SetWitness(self, path):
    """What is in this file when a restart begins is of interest."""
    self.witness, self.witnessed = str(path), ""


@dbus.service.method(MOCK_IFACE, out_signature="s")
def GetWitnessed(self):
    return self.witnessed


@dbus.service.method(MOCK_IFACE, in_signature="s")
def SetRestartError(self, name):
    """RebootWithFlags fails with this error from now on; "": it succeeds."""
    self.restart_error = str(name)


@dbus.service.method(MOCK_IFACE, out_signature="at")
def TakeRestarts(self):
    """The flags of every restart since the last time."""
    taken, self.restarts = self.restarts, []
    return dbus.Array(taken, signature="t")


@dbus.service.method(MOCK_IFACE, in_signature="ssssuu")
def AddInhibitor(self, what, who, why, mode, uid, pid):
    mockobject.inhibitors.append((what, who, why, mode, uid, pid))


@dbus.service.method(MOCK_IFACE)
def ClearInhibitors(self):
    del mockobject.inhibitors[:]


@dbus.service.method(MOCK_IFACE)
def ClearSessions(self):
    for path in [p for p in mockobject.objects if "/session/" in p or "/user/" in p or "/seat/" in p]:
        self.RemoveObject(path)
