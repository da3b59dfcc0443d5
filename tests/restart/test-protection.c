/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "protection.h"

#include <string.h>

#define SECOND ((guint64) G_TIME_SPAN_SECOND)
#define CMDLINE "root=UUID=aaaa ro panic=10"

/* A machine where everything is as it has to be. */
typedef struct
{
  KxWatchdog watchdog;
  KxWatchdogManager manager;
  KxProtectionFacts facts;
} Machine;

static Machine *
machine_new (void)
{
  static char name[] = "watchdog0", identity[] = "i6300ESB timer", device[] = "";
  Machine *self = g_new0 (Machine, 1);

  self->watchdog = (KxWatchdog){ .name = name, .identity = identity, .longest = 2046,
                                 .is_switch_known = TRUE };
  self->manager = (KxWatchdogManager){ .is_known = TRUE, .version = 252, .device = device };
  self->facts = (KxProtectionFacts){
    .watchdog = &self->watchdog,
    .manager = &self->manager,
    .timeout = KX_PROTECTION_TIMEOUT,
    .release = "6.1",
    .cmdline = CMDLINE,
    .driver = KX_DRIVER_THERE,
  };
  return self;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Machine, g_free)

static void
assert_protected (const Machine *machine, guint64 seconds)
{
  g_autoptr (KxProtection) protection = kx_protection_judge (&machine->facts);

  g_assert_true (protection->watchdog);
  g_assert_cmpuint (protection->timeout, ==, seconds * SECOND);
  g_assert_true (g_str_has_prefix (protection->text, "protected: "));
}

/* @why: what the sentence names. */
static void
assert_unprotected (const Machine *machine, const char *why)
{
  g_autoptr (KxProtection) protection = kx_protection_judge (&machine->facts);

  g_assert_false (protection->watchdog);
  g_assert_cmpuint (protection->timeout, ==, 0);
  g_assert_true (g_str_has_prefix (protection->text, "unprotected: "));
  if (strstr (protection->text, why) == NULL)
    g_error ("“%s” is not in “%s”", why, protection->text);
}

static void
test_protected (void)
{
  g_autoptr (Machine) machine = machine_new ();
  g_autoptr (KxProtection) before = NULL, after = NULL;

  assert_protected (machine, 300);
  before = kx_protection_judge (&machine->facts);
  g_assert_nonnull (strstr (before->text, "RuntimeWatchdogSec="));

  machine->manager.runtime = 30 * SECOND;
  machine->watchdog.is_open = TRUE;
  assert_protected (machine, 300);
  after = kx_protection_judge (&machine->facts);
  g_assert_null (strstr (after->text, "RuntimeWatchdogSec="));
  g_assert_false (kx_protection_equal (before, after));
  g_assert_true (kx_protection_equal (before, before));
  g_assert_false (kx_protection_equal (before, NULL));
  g_assert_true (kx_protection_equal (NULL, NULL));

  machine->manager.version = 257;
  assert_protected (machine, 300);
}

static void
test_manager (void)
{
  g_autoptr (Machine) machine = machine_new ();

  for (guint version = 251; version <= 256; version++)
    {
      machine->manager.version = version;
      if (version == 252 || version == 256)
        assert_protected (machine, 300);
      else
        assert_unprotected (machine, "systemd 25");
    }

  machine->manager.is_known = FALSE;
  assert_unprotected (machine, "not systemd");
}

static void
test_watchdog (void)
{
  static char softdog[] = "Software Watchdog", hpwdt[] = "HPE iLO2+ HW Watchdog Timer";
  g_autoptr (Machine) machine = machine_new ();

  machine->watchdog.stop_on_reboot = -1;
  assert_unprotected (machine, "stop_on_reboot=0");
  machine->watchdog.stop_on_reboot = 1;
  assert_unprotected (machine, "stop_on_reboot=0");
  machine->watchdog.identity = hpwdt;
  assert_unprotected (machine, "stop_on_reboot=0");
  machine->watchdog.stop_on_reboot = -1;
  assert_protected (machine, 300);
  machine->watchdog.is_switch_known = FALSE;
  assert_unprotected (machine, "stop_on_reboot=0");

  machine->watchdog.identity = softdog;
  assert_unprotected (machine, "Software Watchdog");
  machine->watchdog.name = NULL;
  assert_unprotected (machine, "no watchdog");
}

static void
test_opened (void)
{
  g_autoptr (Machine) machine = machine_new ();

  machine->watchdog.is_open = TRUE;
  assert_unprotected (machine, "another program");
}

static void
test_timeout (void)
{
  static char tco[] = "iTCO_wdt";
  g_autoptr (Machine) machine = machine_new ();

  machine->watchdog.longest = 200;
  assert_protected (machine, 200);
  machine->watchdog.longest = 100;
  assert_unprotected (machine, "100 s");
  machine->facts.timeout = 60 * SECOND;
  assert_protected (machine, 60);
  machine->watchdog.shortest = 90;
  assert_protected (machine, 90);

  /* What sysfs leaves open the driver still refuses. */
  machine->watchdog.identity = tco;
  machine->watchdog.shortest = machine->watchdog.longest = 0;
  machine->facts.timeout = 3600 * SECOND;
  assert_protected (machine, 600);

  machine->facts.timeout = 0;
  assert_unprotected (machine, "Watchdog=0");
}

/* What the administrator has configured for systemd stays as it is. */
static void
test_own (void)
{
  g_autoptr (Machine) machine = machine_new ();

  machine->manager.kexec = 600 * SECOND;
  assert_protected (machine, 0);
  machine->facts.timeout = 0;
  assert_protected (machine, 0);
  machine->manager.kexec = 2046 * SECOND + 1;
  assert_unprotected (machine, "KExecWatchdogSec=");

  machine->facts.is_raised = TRUE;
  assert_unprotected (machine, "Watchdog=0");
  machine->facts.timeout = 300 * SECOND;
  assert_protected (machine, 300);

  machine->facts.is_raised = FALSE;
  machine->manager.kexec = G_MAXUINT64;
  assert_protected (machine, 300);
}

/* A healthy machine must not be reset. */
static void
test_target (void)
{
  static const struct
  {
    const char *cmdline;
    gboolean expected;
  } cases[] = {
    { "", TRUE },
    { "root=/dev/vda1 init=/usr/lib/systemd/systemd", TRUE },
    { "root=/dev/vda1 init=/bin/sh", FALSE },
    { "rdinit=/bin/sh", FALSE },
    { "rdinit=/sbin/init", TRUE },
    { "systemd.unit=rescue.target", FALSE },
    { "systemd.unit=multi-user.target", TRUE },
    { "fsck.mode=force", FALSE },
    { "fsck.mode=skip", TRUE },
    { "quiet single", FALSE },
    { "break=mount", FALSE },
    { "module_blacklist=softdog,i6300esb", FALSE },
    { "modprobe.blacklist=softdog", TRUE },
    { "modprobe.blacklist=i6300esb", FALSE },
  };
  g_autoptr (Machine) machine = machine_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].cmdline);
      machine->facts.cmdline = cases[i].cmdline;
      if (cases[i].expected)
        assert_protected (machine, 300);
      else
        assert_unprotected (machine, "command line");
    }

  machine->facts.cmdline = CMDLINE;
  machine->facts.asks = TRUE;
  assert_unprotected (machine, "passphrase");
  machine->facts.driver = KX_DRIVER_FORBIDDEN;
  assert_unprotected (machine, "blacklist");
  machine->facts.driver = KX_DRIVER_MISSING;
  assert_unprotected (machine, "no driver for the watchdog (i6300esb)");
  machine->facts.driver = KX_DRIVER_THERE;
  machine->facts.release = NULL;
  assert_unprotected (machine, "no driver");
}

static void
test_panic (void)
{
  static const struct
  {
    const char *cmdline, *expected;
  } cases[] = {
    { "quiet", "stops for good" },
    { "panic=0", "stops for good" },
    { "panic=x panic=10", "10 s after a panic" },
    { "panic=10 panic=x", "10 s after a panic" },
    { "panic=10 panic=0", "stops for good" },
    { "panic=-1", "at once after a panic" },
    { "panic=0x10", "16 s after" },
    { "panic=99999999999", "stops for good" },
    { "panic=10 rootwait", "“rootwait”" },
    { "quiet -- panic=10", "stops for good" },
  };
  g_autoptr (Machine) machine = machine_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KxProtection) protection = NULL;

      machine->facts.cmdline = cases[i].cmdline;
      protection = kx_protection_judge (&machine->facts);
      if (strstr (protection->panic, cases[i].expected) == NULL)
        g_error ("%s: %s", cases[i].cmdline, protection->panic);
    }
}

static void
test_setting (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds; /* -1: none */
  } cases[] = {
    { "0", 0 },      { "30", 30 },    { "90s", 90 },   { "5min", 300 }, { "5 min", 300 },
    { "1h", 3600 },  { "60min", 3600 }, { "29", -1 },  { "1s", -1 },    { "2h", -1 },
    { "", -1 },      { "min", -1 },   { "-5min", -1 }, { "5m", -1 },    { "3601", -1 },
    { "18446744073709551615h", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 timeout = 7;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (kx_protection_parse_timeout (cases[i].text, &timeout), ==,
                       cases[i].seconds >= 0);
      g_assert_cmpuint (timeout, ==, cases[i].seconds >= 0 ? (guint64) cases[i].seconds * SECOND : 7);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protection/protected", test_protected);
  g_test_add_func ("/protection/manager", test_manager);
  g_test_add_func ("/protection/watchdog", test_watchdog);
  g_test_add_func ("/protection/opened", test_opened);
  g_test_add_func ("/protection/timeout", test_timeout);
  g_test_add_func ("/protection/own", test_own);
  g_test_add_func ("/protection/target", test_target);
  g_test_add_func ("/protection/panic", test_panic);
  g_test_add_func ("/protection/setting", test_setting);
  return g_test_run ();
}
