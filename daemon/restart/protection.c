/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "protection.h"

#include <string.h>

#include "cmdline.h"

#define SECOND ((guint64) G_TIME_SPAN_SECOND)

/* systemd 253 to 255 disarm the watchdog at the very end; of older ones nobody has looked. */
#define FIRST_GOOD 252
#define FIRST_BAD 253
#define LAST_BAD 255

/* Less is no time for services' last hooks, the last sync and a kernel's start. Seconds. */
#define SHORT 120

/* Watchdog=. Seconds. */
#define TIMEOUT_MIN 30
#define TIMEOUT_MAX (60 * 60)

/*
 * The watchdogs of which it is known, from their drivers in Linux 6.1 and 6.12, that they outlive a kexec
 * and that the driver, once it is there, stops or serves them. softdog ends with its kernel.
 */
static const struct
{
  const char *identity;
  const char *driver;
  gboolean stops;  /* the driver has the kernel stop it at a restart unless told not to */
  guint64 longest; /* seconds, where sysfs does not tell */
} kinds[] = {
  { "i6300ESB timer", "i6300esb", TRUE, 2046 },
  { "SP5100 TCO timer", "sp5100_tco", TRUE, 65535 },
  { "iTCO_wdt", "iTCO_wdt", TRUE, 600 },
  { "wdat_wdt", "wdat_wdt", TRUE, 600 },
  { "HPE iLO2+ HW Watchdog Timer", "hpwdt", FALSE, 8388 },
};

/* Words of a command line after which devices may wait for a person, or get no drivers. @value: only
 * with that one; those that begin with "!": with all but those that end so. */
static const struct
{
  const char *key, *value;
} stoppers[] = {
  { "init", "!/init /systemd" },
  { "rdinit", "!/init" },
  { "systemd.unit", "!multi-user.target graphical.target default.target" },
  { "rd.systemd.unit", "!initrd.target" },
  { "fsck.mode", "force" },
  { "forcefsck", NULL },
  { "emergency", NULL },
  { "rescue", NULL },
  { "single", NULL },
  { "s", NULL },
  { "S", NULL },
  { "1", NULL },
  { "break", NULL },
  { "rd.break", NULL },
};

static const char *const forbidders[]
    = { "module_blacklist", "modprobe.blacklist", "rd.driver.blacklist", "initcall_blacklist" };

void
kx_watchdog_clear (KxWatchdog *watchdog)
{
  g_clear_pointer (&watchdog->name, g_free);
  g_clear_pointer (&watchdog->identity, g_free);
}

void
kx_watchdog_manager_clear (KxWatchdogManager *manager)
{
  g_clear_pointer (&manager->device, g_free);
}

void
kx_protection_free (KxProtection *protection)
{
  g_free (protection->panic);
  g_free (protection->text);
  g_free (protection);
}

gboolean
kx_protection_equal (const KxProtection *a, const KxProtection *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->watchdog == b->watchdog && a->timeout == b->timeout
         && g_str_equal (a->panic, b->panic) && g_str_equal (a->text, b->text);
}

static gssize
find_kind (const char *identity)
{
  for (gsize i = 0; identity != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].identity, identity))
      return (gssize) i;
  return -1;
}

const char *
kx_protection_get_driver (const char *identity)
{
  gssize kind = find_kind (identity);

  return kind >= 0 ? kinds[kind].driver : NULL;
}

gboolean
kx_protection_parse_timeout (const char *text, guint64 *timeout)
{
  static const struct
  {
    const char *suffix;
    guint64 seconds;
  } units[] = { { "min", 60 }, { "s", 1 }, { "h", 3600 }, { "", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_suffix (text, units[i].suffix))
      {
        g_autofree char *number = g_strndup (text, strlen (text) - strlen (units[i].suffix));
        guint64 value;

        if (!g_ascii_string_to_unsigned (g_strchomp (number), 10, 0, TIMEOUT_MAX, &value, NULL))
          return FALSE;
        value *= units[i].seconds;
        if (value != 0 && (value < TIMEOUT_MIN || value > TIMEOUT_MAX))
          return FALSE;
        *timeout = value * SECOND;
        return TRUE;
      }
  return FALSE;
}

/* What panic= comes to: as the kernel reads it, which passes over what is no number. */
static gint64
get_panic (const char *cmdline)
{
  g_auto (GStrv) values = kx_cmdline_get_all (cmdline, "panic");
  gint64 panic = 0;

  for (char **value = values; *value != NULL; value++)
    {
      char *end;
      gint64 number = g_ascii_strtoll (*value, &end, 0);

      if (end != *value && *end == '\0' && number >= G_MININT && number <= G_MAXINT)
        panic = number;
    }
  return panic;
}

static char *
describe_panic (const char *cmdline)
{
  gint64 panic = get_panic (cmdline);
  g_autofree char *when = NULL;

  if (panic == 0)
    return g_strdup ("after a panic the next kernel stops for good; “panic=10” on its command line, or "
                     "PanicTimeout=10 in kexecd.conf, would restart the machine");

  when = panic > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " s after", panic) : g_strdup ("at once after");
  return g_strdup_printf ("%s a panic the next kernel restarts the machine through its firmware%s", when,
                          kx_cmdline_has (cmdline, "rootwait")
                              ? "; for a root file system that is missing “rootwait” waits for ever, "
                                "without a panic"
                              : "");
}

/* Why this hardware and this kernel cannot; NULL: they can. (transfer full) */
static char *
find_fault_of_watchdog (const KxWatchdog *watchdog, const KxWatchdogManager *manager)
{
  gssize kind = find_kind (watchdog->identity);

  if (watchdog->name == NULL)
    return g_strdup ("this machine has no watchdog that the service manager can open, or none whose "
                     "driver is loaded");
  if (kind < 0)
    return g_strdup_printf ("of the watchdog “%s” it is not known that it outlives a restart; a watchdog "
                            "of the hardware with a driver of its own would",
                            watchdog->identity != NULL ? watchdog->identity : watchdog->name);
  if (!watchdog->is_switch_known
      || watchdog->stop_on_reboot > 0
      || (watchdog->stop_on_reboot < 0 && kinds[kind].stops))
    return g_strdup_printf (
        "the running kernel stops the watchdog (%s) when it restarts; with “options watchdog "
        "stop_on_reboot=0” in /etc/modprobe.d/, and in the initramfs (update-initramfs -u), or "
        "“watchdog.stop_on_reboot=0” on the command line it would not, from the next boot on",
        watchdog->identity);
  if (watchdog->is_open && manager->runtime == 0)
    return g_strdup ("another program than the service manager has the watchdog open; "
                     "RuntimeWatchdogSec= in system.conf(5) instead of that program would free it");
  return NULL;
}

static char *
find_fault_of_manager (const KxWatchdogManager *manager)
{
  if (!manager->is_known)
    return g_strdup ("nobody sets a watchdog before the restart: the service manager is not systemd, or "
                     "did not answer");
  if (manager->version < FIRST_GOOD
      || (manager->version >= FIRST_BAD && manager->version <= LAST_BAD))
    return g_strdup_printf ("systemd %u does not keep a watchdog set over a restart, or nobody has shown "
                            "that it does; 252, and 256 and later, do",
                            manager->version);
  return NULL;
}

/* Whether @cmdline forbids @driver: lists of names, separated by commas. */
static gboolean
forbids (const char *cmdline, const char *driver)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forbidders); i++)
    {
      g_auto (GStrv) values = kx_cmdline_get_all (cmdline, forbidders[i]);

      for (char **value = values; *value != NULL; value++)
        if (strstr (*value, driver) != NULL)
          return TRUE;
    }
  return FALSE;
}

/* The word of @cmdline that may keep the next boot from its devices; NULL: there is none. */
static const char *
find_stopper (const char *cmdline)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stoppers); i++)
    {
      const char *value = stoppers[i].value;
      g_autofree char *given = kx_cmdline_get (cmdline, stoppers[i].key);
      gboolean stops = kx_cmdline_has (cmdline, stoppers[i].key);

      if (value != NULL && *value != '!')
        stops = g_strcmp0 (given, value) == 0;
      else if (value != NULL && given != NULL)
        {
          g_auto (GStrv) harmless = g_strsplit (value + 1, " ", -1);

          for (char **end = harmless; *end != NULL; end++)
            stops = stops && !g_str_has_suffix (given, *end);
        }

      if (stops)
        return stoppers[i].key;
    }
  return NULL;
}

/* Why the next kernel might not take the watchdog over in time, so that it would reset a healthy
 * machine; NULL: it will. */
static char *
find_fault_of_target (const KxProtectionFacts *facts)
{
  const char *driver = kx_protection_get_driver (facts->watchdog->identity);
  const char *stopper = find_stopper (facts->cmdline);

  if (facts->release == NULL || facts->driver == KX_DRIVER_MISSING)
    return g_strdup_printf ("what is armed has no driver for the watchdog (%s), which would reset it while "
                            "it runs; a kernel with that module, installed with its modules, would have one",
                            driver);
  if (facts->driver == KX_DRIVER_FORBIDDEN || forbids (facts->cmdline, driver))
    return g_strdup_printf ("the watchdog's driver (%s) is not to be loaded, by a blacklist in modprobe.d "
                            "or on the command line, so that it would reset a machine that runs; take "
                            "it off that list",
                            driver);
  if (stopper != NULL)
    return g_strdup_printf ("“%s” on the command line of what is armed may keep it from its watchdog for "
                            "longer than that waits; without it, it would be protected",
                            stopper);
  if (facts->asks)
    return g_strdup ("the next start waits for a passphrase, perhaps longer than a watchdog does; a key "
                     "that needs nobody (crypttab(5): a key file, tpm2-device=) would change that");
  return NULL;
}

static gboolean
is_set (guint64 timeout)
{
  return timeout != 0 && timeout != G_MAXUINT64;
}

/* The timeout that there will be, rounded up to seconds as the service manager does; 0: none that
 * the watchdog takes, and why. */
static guint64
choose_timeout (const KxProtectionFacts *facts, gboolean own, char **why)
{
  const KxWatchdog *watchdog = facts->watchdog;
  guint64 longest = kinds[find_kind (watchdog->identity)].longest;
  guint64 wish = (own ? facts->manager->kexec : facts->timeout) / SECOND;

  if (own && facts->manager->kexec % SECOND != 0)
    wish++;
  if (watchdog->longest != 0)
    longest = watchdog->longest;

  if (own)
    {
      if (wish >= watchdog->shortest && wish <= longest)
        return wish;
      *why = g_strdup_printf ("KExecWatchdogSec= (system.conf(5)) is %" G_GUINT64_FORMAT " s, and the "
                              "watchdog takes %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " s",
                              wish, watchdog->shortest, longest);
      return 0;
    }

  wish = MAX (wish, watchdog->shortest);
  if (longest >= wish)
    return wish;
  if (longest >= SHORT)
    return longest;
  *why = g_strdup_printf ("the watchdog counts no longer than %" G_GUINT64_FORMAT " s, in which a healthy "
                          "machine may not come up; with a shorter Watchdog= in kexecd.conf it is used "
                          "all the same",
                          longest);
  return 0;
}

static char *
describe_protection (const KxProtectionFacts *facts, guint64 seconds)
{
  gboolean goes_on = facts->manager->runtime != 0
                     || kx_cmdline_has (facts->cmdline, "systemd.watchdog_sec");

  return g_strdup_printf (
      "protected: where the next kernel hangs before it has its watchdog (%s), that resets the machine, "
      "%" G_GUINT64_FORMAT " s after Execute's last step; %s",
      facts->watchdog->identity, seconds,
      goes_on ? "afterwards systemd keeps it fed"
              : "with RuntimeWatchdogSec= in system.conf(5) also where it hangs later");
}

KxProtection *
kx_protection_judge (const KxProtectionFacts *facts)
{
  KxProtection *self = g_new0 (KxProtection, 1);
  gboolean own = !facts->is_raised && is_set (facts->manager->kexec);
  g_autofree char *fault = NULL;
  guint64 seconds;

  self->panic = describe_panic (facts->cmdline);
  if (facts->timeout == 0 && !own)
    fault = g_strdup ("Watchdog=0 in kexecd.conf lets no watchdog watch over the next kernel; with "
                      "Watchdog=5min one would, where the machine has one");
  if (fault == NULL)
    fault = find_fault_of_manager (facts->manager);
  if (fault == NULL)
    fault = find_fault_of_watchdog (facts->watchdog, facts->manager);
  if (fault == NULL)
    fault = find_fault_of_target (facts);
  seconds = fault == NULL ? choose_timeout (facts, own, &fault) : 0;

  if (fault != NULL)
    {
      self->text = g_strdup_printf ("unprotected: nothing ends a hang of the next kernel: %s", fault);
      return self;
    }

  self->watchdog = TRUE;
  self->timeout = own ? 0 : seconds * SECOND;
  self->text = describe_protection (facts, seconds);
  return self;
}
