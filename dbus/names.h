/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Every well-known name of the contract, for the daemon and for its clients.
 */

#define KX_BUS_NAME "org.kexecd.Kexecd1"
#define KX_OBJECT_PATH "/org/kexecd/Kexecd1"
#define KX_INTERFACE "org.kexecd.Kexecd1.Manager"
#define KX_ERROR_PREFIX "org.kexecd.Kexecd1.Error."

/*
 * The errors of the contract: X (code, name on the bus, exit code of kexecctl). An exit
 * code never changes its meaning; a new error takes a new number.
 */
#define KX_ERRORS(X)                                                                                 \
  X (NO_SUCH_IMAGE, KX_ERROR_PREFIX "NoSuchImage", 10)                                               \
  X (INCOMPLETE, KX_ERROR_PREFIX "Incomplete", 11)                                                   \
  X (INVALID_IMAGE, KX_ERROR_PREFIX "InvalidImage", 12)                                              \
  X (UNSUPPORTED, KX_ERROR_PREFIX "Unsupported", 13)                                                 \
  X (SIGNATURE_REJECTED, KX_ERROR_PREFIX "SignatureRejected", 14)                                    \
  X (LOCKED_DOWN, KX_ERROR_PREFIX "LockedDown", 15)                                                  \
  X (DISABLED, KX_ERROR_PREFIX "Disabled", 16)                                                       \
  X (BUSY, KX_ERROR_PREFIX "Busy", 17)                                                               \
  X (NOT_ARMED, KX_ERROR_PREFIX "NotArmed", 18)                                                      \
  X (CHANGED, KX_ERROR_PREFIX "Changed", 19)                                                         \
  X (INHIBITED, KX_ERROR_PREFIX "Inhibited", 20)                                                     \
  X (OTHER_SESSIONS, KX_ERROR_PREFIX "OtherSessions", 21)                                            \
  X (FOREIGN, KX_ERROR_PREFIX "Foreign", 22)                                                         \
  X (NO_MEMORY, KX_ERROR_PREFIX "NoMemory", 23)                                                      \
  X (FAILED, KX_ERROR_PREFIX "Failed", 24)                                                           \
  X (HAZARD, KX_ERROR_PREFIX "Hazard", 25)                                                           \
  X (ALREADY_SCHEDULED, KX_ERROR_PREFIX "AlreadyScheduled", 26)                                      \
  X (INTERACTIVE_AUTHORIZATION_REQUIRED,                                                             \
     "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", 31)                              \
  X (QUARANTINED, KX_ERROR_PREFIX "Quarantined", 27)

/* The bus's own errors that the contract uses: X (full name, exit code of kexecctl). */
#define KX_BUS_ERRORS(X)                                                                             \
  X ("org.freedesktop.DBus.Error.AccessDenied", 30)                                                  \
  X ("org.freedesktop.DBus.Error.InvalidArgs", 32)                                                   \
  X ("org.freedesktop.DBus.Error.LimitsExceeded", 33)

/* Values of Status's "state" and of the property State. */
#define KX_STATE_UNAVAILABLE "unavailable"
#define KX_STATE_IDLE "idle"
#define KX_STATE_LOADING "loading"
#define KX_STATE_STAGED "staged"
#define KX_STATE_ARMED "armed"
#define KX_STATE_STALE "stale"
#define KX_STATE_FOREIGN "foreign"
#define KX_STATE_FAILED "failed"
#define KX_STATE_EXECUTING "executing"

/* What SetNextRestart takes. */
#define KX_NEXT_COLD "cold"
#define KX_NEXT_FAST "fast"

/* Values of "severity" of one of Status's hazards. */
#define KX_SEVERITY_NAME_NOTE "note"
#define KX_SEVERITY_NAME_WARNING "warning"
#define KX_SEVERITY_NAME_BLOCKING "blocking"

/* Keys of the option dictionaries. */
#define KX_OPTION_APPEND "append"
#define KX_OPTION_CMDLINE "cmdline"
#define KX_OPTION_EXPECT "expect"
#define KX_OPTION_FORCE "force"
#define KX_OPTION_IGNORE_HAZARDS "ignore-hazards"
#define KX_OPTION_IGNORE_INHIBITORS "ignore-inhibitors"
#define KX_OPTION_IGNORE_SESSIONS "ignore-sessions"
#define KX_OPTION_WHEN "when"

/* polkit actions. */
#define KX_ACTION_LOAD "org.kexecd.load"
#define KX_ACTION_LOAD_IMAGE "org.kexecd.load-image"
#define KX_ACTION_LOAD_CUSTOM "org.kexecd.load-custom"
#define KX_ACTION_UNLOAD "org.kexecd.unload"
#define KX_ACTION_EXECUTE "org.kexecd.execute"
#define KX_ACTION_EXECUTE_CUSTOM "org.kexecd.execute-custom"
#define KX_ACTION_EXECUTE_FORCE "org.kexecd.execute-force"
#define KX_ACTION_EXECUTE_HAZARD "org.kexecd.execute-hazard"
#define KX_ACTION_EXECUTE_MULTIPLE_SESSIONS "org.kexecd.execute-multiple-sessions"
#define KX_ACTION_EXECUTE_IGNORE_INHIBITORS "org.kexecd.execute-ignore-inhibitors"
#define KX_ACTION_SCHEDULE "org.kexecd.schedule"
#define KX_ACTION_FORGIVE "org.kexecd.forgive"
