# SPDX-License-Identifier: LGPL-2.1-or-later
"""A template for python-dbusmock: a polkitd that knows who asks.

It answers by the defaults of a policy file, for active users and for others, as polkitd does; rules
of the test go first. What an authentication agent of a user would do is set per user.
Parameters: "policy", the file; "active", uids of active users.
"""

import xml.etree.ElementTree

import dbus
import dbusmock

BUS_NAME = "org.freedesktop.PolicyKit1"
MAIN_OBJ = "/org/freedesktop/PolicyKit1/Authority"
MAIN_IFACE = "org.freedesktop.PolicyKit1.Authority"
SYSTEM_BUS = True

ERROR = "org.freedesktop.PolicyKit1.Error."
MOCK_IFACE = dbusmock.MOCK_IFACE


def load(mock, parameters):
    mock.actions = {}
    for action in xml.etree.ElementTree.parse(parameters["policy"]).iter("action"):
        defaults = action.find("defaults")
        mock.actions[action.get("id")] = {
            "any": defaults.findtext("allow_any"),
            "active": defaults.findtext("allow_active"),
        }
    mock.active = {int(uid) for uid in parameters.get("active", [])}
    Reset(mock)


def _decide(self, uid, action, flags):
    """An answer, or None where a prompt stays open."""
    verdict = self.rules.get((uid, action)) or self.rules.get((-1, action))
    if verdict is None:
        if uid == 0:
            verdict = "yes"
        else:
            verdict = self.actions[action]["active" if uid in self.active else "any"]
    if verdict == "yes":
        return (True, False, {})
    if verdict == "no":
        return (False, False, {})
    if not flags & 1:
        return (False, True, {"polkit.result": verdict})
    agent = self.agents.get(uid, "none")
    return {
        "none": (False, True, {}),
        "accept": (True, False, {}),
        "refuse": (False, False, {}),
        "dismiss": (False, False, {"polkit.dismissed": "true"}),
        "hang": None,
    }[agent]


def _strings(details):
    return dbus.Dictionary(details, signature="ss")


@dbus.service.method(
    MAIN_IFACE,
    in_signature="(sa{sv})sa{ss}us",
    out_signature="(bba{ss})",
    async_callbacks=("ok_cb", "err_cb"),
)
def CheckAuthorization(self, subject, action, details, flags, cancellation_id, ok_cb, err_cb):
    kind, values = subject
    name = str(values["name"])

    def fail(error, message):
        err_cb(dbus.exceptions.DBusException(message, name=ERROR + error))

    if kind != "system-bus-name":
        return fail("Failed", "unexpected kind of subject: " + kind)
    if action not in self.actions:
        return fail("Failed", f"Action {action} is not registered")
    try:
        uid = int(dbus.SystemBus().get_unix_user(name))
    except dbus.exceptions.DBusException as e:
        return fail("Failed", str(e))
    self.checks.append((uid, name, str(action), details, int(flags)))
    answer = _decide(self, uid, str(action), int(flags))
    if answer is None:
        self.pending[str(cancellation_id)] = (uid, ok_cb, err_cb)
    else:
        ok_cb((answer[0], answer[1], _strings(answer[2])))


@dbus.service.method(MAIN_IFACE, in_signature="s")
def CancelCheckAuthorization(self, cancellation_id):
    uid, _ok, err_cb = self.pending.pop(str(cancellation_id))
    self.cancelled.append(uid)
    err_cb(dbus.exceptions.DBusException("cancelled", name=ERROR + "Cancelled"))


@dbus.service.method(MOCK_IFACE)
def Reset(self):
    """Back to the policy's defaults, no agents; forgets what was asked."""
    for _uid, _ok, err_cb in list(getattr(self, "pending", {}).values()):
        err_cb(dbus.exceptions.DBusException("reset", name=ERROR + "Cancelled"))
    self.rules = {}
    self.agents = {}
    self.checks = []
    self.pending = {}
    self.cancelled = []


@dbus.service.method(MOCK_IFACE, in_signature="iss")
def SetRule(self, uid, action, verdict):
    """verdict: yes, no, or one of polkit's own such as auth_admin; uid -1: everybody."""
    self.rules[(int(uid), str(action))] = str(verdict)


@dbus.service.method(MOCK_IFACE, in_signature="is")
def SetAgent(self, uid, behaviour):
    """What a prompt of this user leads to: none, accept, refuse, dismiss, hang."""
    self.agents[int(uid)] = str(behaviour)


@dbus.service.method(MOCK_IFACE, out_signature="a(issa{ss}u)")
def GetChecks(self):
    """(uid, bus name, action, details, flags) of every check since the last Reset."""
    return dbus.Array(
        [dbus.Struct((dbus.Int32(u), n, a, _strings(d), dbus.UInt32(f))) for u, n, a, d, f in self.checks],
        signature="(issa{ss}u)",
    )


@dbus.service.method(MOCK_IFACE, out_signature="i")
def CountPending(self):
    return len(self.pending)


@dbus.service.method(MOCK_IFACE, out_signature="ai")
def GetCancelled(self):
    """Users whose prompts were withdrawn."""
    return dbus.Array(self.cancelled, signature="i")


@dbus.service.method(MOCK_IFACE, in_signature="ib")
def AnswerPending(self, uid, authorized):
    """Answers the open prompts of this user, -1: all."""
    for key, (owner, ok_cb, _err) in list(self.pending.items()):
        if uid in (-1, owner):
            del self.pending[key]
            ok_cb((bool(authorized), False, _strings({})))
