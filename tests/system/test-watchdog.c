/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watchdog.h"

#include "error.h"
#include "fake-bus.h"
#include "fake-root.h"

#define CLASS "sys/class/watchdog/"
#define SWITCH "sys/module/watchdog/parameters/stop_on_reboot"

static void
test_none (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_auto (KxWatchdog) watchdog = { 0 };

  kx_watchdog_read (root->fd, "", &watchdog);
  g_assert_null (watchdog.name);
  g_assert_null (watchdog.identity);
  g_assert_false (watchdog.is_switch_known);
}

static void
test_two (void)
{
  static const struct
  {
    const char *device, *name, *identity;
  } cases[] = {
    { "", "watchdog0", "i6300ESB timer" },
    { "/dev/watchdog", "watchdog0", "i6300ESB timer" },
    { "/dev/watchdog0", "watchdog0", "i6300ESB timer" },
    { "/dev/watchdog1", "watchdog1", "iTCO_wdt" },
    { "/dev/watchdog2", NULL, NULL },
    { "/dev/watchdog-link", NULL, NULL },
    { "/dev/wd", NULL, NULL },
  };
  g_autoptr (FakeRoot) root = fake_root_new ();

  fake_root_write (root, CLASS "watchdog0/identity", "i6300ESB timer\n");
  fake_root_write (root, CLASS "watchdog0/state", "active\n");
  fake_root_write (root, CLASS "watchdog0/min_timeout", "1\n");
  fake_root_write (root, CLASS "watchdog0/max_timeout", "2046\n");
  fake_root_write (root, CLASS "watchdog1/identity", "iTCO_wdt\n");
  fake_root_write (root, CLASS "watchdog1/state", "inactive\n");
  fake_root_write (root, SWITCH, "0\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KxWatchdog) watchdog = { 0 };
      gboolean is_first = g_strcmp0 (cases[i].name, "watchdog0") == 0;

      kx_watchdog_read (root->fd, cases[i].device, &watchdog);
      g_assert_cmpstr (watchdog.name, ==, cases[i].name);
      g_assert_cmpstr (watchdog.identity, ==, cases[i].identity);
      g_assert_cmpint (watchdog.is_open, ==, is_first);
      g_assert_cmpuint (watchdog.shortest, ==, is_first ? 1 : 0);
      g_assert_cmpuint (watchdog.longest, ==, is_first ? 2046 : 0);
      g_assert_true (watchdog.is_switch_known);
      g_assert_cmpint (watchdog.stop_on_reboot, ==, 0);
    }

  fake_root_write (root, SWITCH, "-1\n");
  {
    g_auto (KxWatchdog) watchdog = { 0 };

    kx_watchdog_read (root->fd, "", &watchdog);
    g_assert_true (watchdog.is_switch_known);
    g_assert_cmpint (watchdog.stop_on_reboot, ==, -1);
  }
}

/* What PID 1 answers; NULL: it refuses. */
static void
on_call (GDBusMessage *call, gpointer user_data)
{
  FakeBus **bus = user_data;
  g_autoptr (GVariant) properties = NULL;

  if (g_str_equal (g_dbus_message_get_member (call), "Set"))
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (g_dbus_message_get_body (call), 2);
      g_autoptr (GVariant) inner = g_variant_get_variant (boxed);

      if (g_variant_get_uint64 (inner) == 13)
        fake_bus_fail (*bus, call, "org.freedesktop.DBus.Error.AccessDenied", "not by you");
      else
        fake_bus_reply (*bus, call, NULL);
      return;
    }

  fake_bus_reply (*bus, call,
                  g_variant_new_parsed ("({'Version': <'254.3-1'>, 'SystemState': <'stopping'>, "
                                        "'WatchdogDevice': <'/dev/watchdog1'>, 'RuntimeWatchdogUSec': "
                                        "<uint64 30000000>, 'KExecWatchdogUSec': "
                                        "<uint64 18446744073709551615>},)"));
}

static void
test_manager (void)
{
  FakeBus *pointer = NULL;
  g_autoptr (FakeBus) bus = pointer = fake_bus_new (on_call, &pointer);
  g_auto (KxWatchdogManager) manager = { 0 };
  g_autoptr (GAsyncResult) absent = NULL, result = NULL;

  kx_watchdog_manager_async (bus->client, fake_bus_keep_result, &absent);
  fake_bus_wait_result (&absent);
  kx_watchdog_manager_finish (absent, &manager);
  g_assert_false (manager.is_known);
  g_assert_cmpstr (manager.device, ==, "");
  kx_watchdog_manager_clear (&manager);

  fake_bus_own (bus, "org.freedesktop.systemd1");
  kx_watchdog_manager_async (bus->client, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  kx_watchdog_manager_finish (result, &manager);
  g_assert_true (manager.is_known);
  g_assert_true (manager.is_going);
  g_assert_cmpuint (manager.version, ==, 254);
  g_assert_cmpuint (manager.runtime, ==, 30000000);
  g_assert_true (manager.kexec == G_MAXUINT64);
  g_assert_cmpstr (manager.device, ==, "/dev/watchdog1");
}

static void
test_set (void)
{
  FakeBus *pointer = NULL;
  g_autoptr (FakeBus) bus = pointer = fake_bus_new (on_call, &pointer);
  g_autoptr (GAsyncResult) good = NULL, bad = NULL;
  g_autoptr (GError) error = NULL;

  fake_bus_own (bus, "org.freedesktop.systemd1");
  kx_watchdog_set_async (bus->client, 60000000, fake_bus_keep_result, &good);
  fake_bus_wait_result (&good);
  g_assert_true (kx_watchdog_set_finish (good, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (bus, 0), ==,
                   "Set('org.freedesktop.systemd1.Manager', 'KExecWatchdogUSec', "
                   "<uint64 60000000>)");

  kx_watchdog_set_async (bus->client, 13, fake_bus_keep_result, &bad);
  fake_bus_wait_result (&bad);
  g_assert_false (kx_watchdog_set_finish (bad, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watchdog/none", test_none);
  g_test_add_func ("/watchdog/two", test_two);
  g_test_add_func ("/watchdog/manager", test_manager);
  g_test_add_func ("/watchdog/set", test_set);
  return g_test_run ();
}
