/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What gets the machine back when the next kernel does not come up: panic= on its command line where
 * it panics, a watchdog where it hangs. The watchdog is the hardware's: the service manager sets it
 * before the restart (its property KExecWatchdogUSec), the kernel that goes must not stop it, and the
 * one that comes takes it over.
 */

/* What the hardware and the running kernel say. */
typedef struct
{
  char *name;                 /* "watchdog0"; NULL: the service manager has none to open */
  char *identity;             /* the driver's word for itself */
  guint64 shortest, longest;  /* seconds; 0: not told */
  gboolean is_open;           /* by some program */
  int stop_on_reboot;         /* the parameter of the module watchdog: -1 the driver decides, 0, 1 */
  gboolean is_switch_known;   /* whether the former could be read */
} KxWatchdog;

void kx_watchdog_clear (KxWatchdog *watchdog);

/* What the service manager says. */
typedef struct
{
  gboolean is_known;   /* it is systemd, and it has answered */
  gboolean is_going;   /* the machine is going down */
  guint version;
  guint64 kexec;       /* its timeout for a restart by kexec, microseconds; 0 or G_MAXUINT64: none */
  guint64 runtime;     /* the same, while the machine runs */
  char *device;        /* the one that it uses; "": the first */
} KxWatchdogManager;

void kx_watchdog_manager_clear (KxWatchdogManager *manager);

/* What there is for the kernel that comes. */
typedef enum
{
  KX_DRIVER_MISSING,   /* not among its modules, nor built in */
  KX_DRIVER_FORBIDDEN, /* modprobe.d keeps it away */
  KX_DRIVER_THERE,
} KxDriverPlace;

/* Everything that the judgement needs. Not owned. */
typedef struct
{
  const KxWatchdog *watchdog;
  const KxWatchdogManager *manager;
  gboolean is_raised;   /* the manager's timeout for kexec is one that kexecd has set */
  guint64 timeout;      /* the administrator's, Watchdog=, microseconds; 0: no watchdog */
  const char *release;  /* of what is armed; NULL: it does not tell */
  const char *cmdline;
  KxDriverPlace driver; /* of the watchdog, for that release */
  gboolean asks;        /* a passphrase is asked for before devices get their drivers */
} KxProtectionFacts;

/* Immutable values; free with kx_protection_free(). Sentences without a full stop. */
typedef struct
{
  gboolean watchdog; /* a hang of the next kernel after Execute ends in a reset */
  guint64 timeout;   /* to be set for that beforehand, microseconds; 0: nothing is */
  char *panic;       /* what becomes of a panic, and what would change that */
  char *text;        /* whether a watchdog protects, against what; if not, why and what would change
                        that: begins with "protected: " or "unprotected: " */
} KxProtection;

KxProtection *kx_protection_judge (const KxProtectionFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
void kx_protection_free (KxProtection *protection);
gboolean kx_protection_equal (const KxProtection *a, const KxProtection *b);

/* The module that drives a watchdog; NULL: it is none that outlives a restart, or not known. */
const char *kx_protection_get_driver (const char *identity);

/* Watchdog=, unless the administrator says otherwise. */
#define KX_PROTECTION_TIMEOUT (5 * (guint64) G_TIME_SPAN_MINUTE)

/*
 * Watchdog= of kexecd.conf: "0", "90", "90s", "5min", "1h"; in microseconds, between half a minute and an
 * hour. FALSE and @timeout untouched for any other.
 */
gboolean kx_protection_parse_timeout (const char *text, guint64 *timeout);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxWatchdog, kx_watchdog_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxWatchdogManager, kx_watchdog_manager_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxProtection, kx_protection_free)
