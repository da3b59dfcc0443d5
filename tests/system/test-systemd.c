/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd.h"

#include <unistd.h>

#include "error.h"
#include "fake-bus.h"
#include "fake-root.h"

typedef struct
{
  FakeBus *bus;
  const char *system_state;
  guint32 job;
  const char *job_type;
  const char *version;
  gboolean silent;
} Fixture;

static void
answer (GDBusMessage *call, gpointer user_data)
{
  Fixture *f = user_data;
  const char *member = g_dbus_message_get_member (call);
  const char *property;

  if (f->silent)
    return;
  if (g_str_equal (member, "GetUnitByPID"))
    {
      guint32 pid;

      g_variant_get (g_dbus_message_get_body (call), "(u)", &pid);
      g_assert_cmpuint (pid, ==, (guint32) getpid ());
      fake_bus_reply (f->bus, call,
                      g_variant_new ("(o)", "/org/freedesktop/systemd1/unit/kexecd_2eservice"));
      return;
    }
  if (g_str_equal (member, "KExec"))
    {
      fake_bus_reply (f->bus, call, NULL);
      return;
    }
  g_assert_cmpstr (member, ==, "Get");
  g_variant_get (g_dbus_message_get_body (call), "(&s&s)", NULL, &property);
  if (g_str_equal (property, "SystemState"))
    fake_bus_reply (f->bus, call,
                    g_variant_new ("(v)", g_variant_new_string (f->system_state)));
  else if (g_str_equal (property, "Job"))
    fake_bus_reply (f->bus, call,
                    g_variant_new ("(v)", g_variant_new ("(uo)", f->job,
                                                         f->job == 0
                                                             ? "/"
                                                             : "/org/freedesktop/systemd1/job/9")));
  else if (g_str_equal (property, "Version"))
    fake_bus_reply (f->bus, call, g_variant_new ("(v)", g_variant_new_string (f->version)));
  else if (g_str_equal (property, "JobType"))
    fake_bus_reply (f->bus, call, g_variant_new ("(v)", g_variant_new_string (f->job_type)));
  else
    g_assert_not_reached ();
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = fake_bus_new (answer, f);
  f->system_state = "running";
  f->job = 9;
  f->job_type = "stop";
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_bus_free (f->bus);
}

static KxStopReason
reason (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_systemd_stop_reason_async (f->bus->client, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  return kx_systemd_stop_reason_finish (result);
}

static void
test_reasons (Fixture *f, gconstpointer data)
{
  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  g_assert_cmpint (reason (f), ==, KX_STOP_DELIBERATE);
  f->system_state = "degraded";
  g_assert_cmpint (reason (f), ==, KX_STOP_DELIBERATE);
  f->job_type = "restart";
  g_assert_cmpint (reason (f), ==, KX_STOP_RESTART);
  f->job_type = "verify-active";
  g_assert_cmpint (reason (f), ==, KX_STOP_UNKNOWN);
  f->job = 0;
  g_assert_cmpint (reason (f), ==, KX_STOP_UNKNOWN);
  f->system_state = "stopping";
  g_assert_cmpint (reason (f), ==, KX_STOP_SHUTDOWN);
  f->job = 9;
  f->job_type = "stop";
  g_assert_cmpint (reason (f), ==, KX_STOP_SHUTDOWN);
}

static void
test_absent (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (reason (f), ==, KX_STOP_UNKNOWN);
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();

  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  f->silent = TRUE;
  g_assert_cmpint (reason (f), ==, KX_STOP_UNKNOWN);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 8 * G_USEC_PER_SEC);
}

static guint
version (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_systemd_version_async (f->bus->client, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  return kx_systemd_version_finish (result);
}

static void
test_version (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint version;
  } cases[] = {
    { "252.39-1~deb12u1", 252 }, { "257~rc1", 257 }, { "262", 262 },
    { "", 0 },                   { "devel", 0 },     { "99999999999999999999", 0 },
  };

  g_assert_cmpuint (version (f), ==, 0);
  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      f->version = cases[i].text;
      g_assert_cmpuint (version (f), ==, cases[i].version);
    }
}

static void
test_kexec (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GAsyncResult) absent = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) unloaded = NULL;
  g_autoptr (GError) error = NULL;

  fake_root_write (root, "sys/kernel/kexec_loaded", "1\n");
  kx_systemd_kexec_async (f->bus->client, root->fd, NULL, fake_bus_keep_result, &absent);
  fake_bus_wait_result (&absent);
  g_assert_false (kx_systemd_kexec_finish (absent, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  kx_systemd_kexec_async (f->bus->client, root->fd, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_true (kx_systemd_kexec_finish (result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (f->bus, 0), ==, "KExec()");

  fake_root_write (root, "sys/kernel/kexec_loaded", "0\n");
  kx_systemd_kexec_async (f->bus->client, root->fd, NULL, fake_bus_keep_result, &unloaded);
  fake_bus_wait_result (&unloaded);
  g_assert_false (kx_systemd_kexec_finish (unloaded, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NOT_ARMED);
  g_assert_cmpuint (f->bus->log->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/systemd/stop-reason/reasons", test_reasons);
  ADD ("/systemd/stop-reason/absent", test_absent);
  ADD ("/systemd/stop-reason/silent", test_silent);
  ADD ("/systemd/version", test_version);
  ADD ("/systemd/kexec", test_kexec);
  return g_test_run ();
}
