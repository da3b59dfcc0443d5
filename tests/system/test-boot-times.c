/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-times.h"

#include "error.h"
#include "fake-bus.h"

#define SYSTEMD "org.freedesktop.systemd1"

typedef struct
{
  FakeBus *bus;
  guint64 finished;
  guint64 userspace;
  guint64 initrd;
  const char *refusal; /* of Subscribe */
  gboolean finishes_meanwhile; /* between reading the property and its arrival */
  gboolean is_odd; /* a property of another type */
} Fixture;

static void
startup_finished (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->finished = 9000000;
  g_dbus_connection_emit_signal (f->bus->server, NULL, "/org/freedesktop/systemd1",
                                 SYSTEMD ".Manager", "StartupFinished",
                                 g_variant_new ("(tttttt)", (guint64) 1, (guint64) 2, (guint64) 3,
                                                (guint64) 4, (guint64) 5, (guint64) 15),
                                 &error);
  g_assert_no_error (error);
}

static void
answer_get (Fixture *f, GDBusMessage *call)
{
  const char *interface;
  const char *property;
  guint64 value = 0;

  g_variant_get (g_dbus_message_get_body (call), "(&s&s)", &interface, &property);
  g_assert_cmpstr (interface, ==, SYSTEMD ".Manager");
  if (g_str_equal (property, "FinishTimestampMonotonic"))
    value = f->finished;
  else if (g_str_equal (property, "UserspaceTimestampMonotonic"))
    value = f->userspace;
  else if (g_str_equal (property, "InitRDTimestampMonotonic"))
    value = f->initrd;
  else
    g_assert_not_reached ();

  if (f->finishes_meanwhile)
    {
      f->finishes_meanwhile = FALSE;
      startup_finished (f);
    }
  fake_bus_reply (f->bus, call,
                  g_variant_new ("(v)", f->is_odd ? g_variant_new_string ("soon")
                                                  : g_variant_new_uint64 (value)));
}

static void
answer (GDBusMessage *call, gpointer user_data)
{
  Fixture *f = user_data;
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "Get"))
    answer_get (f, call);
  else if (g_str_equal (member, "Subscribe") && f->refusal != NULL)
    fake_bus_fail (f->bus, call, f->refusal, "no");
  else
    fake_bus_reply (f->bus, call, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = fake_bus_new (answer, f);
  f->userspace = 4000000;
  f->initrd = 2000000;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_bus_free (f->bus);
}

static void
assert_times (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  KxBootTimes times = { 0 };

  g_assert_true (kx_boot_times_finish (result, &times, &error));
  g_assert_no_error (error);
  g_assert_cmpint (times.finished, ==, 9000000);
  g_assert_cmpint (times.userspace, ==, 4000000);
  g_assert_cmpint (times.initrd, ==, 2000000);
}

static void
assert_fails (GAsyncResult *result, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  KxBootTimes times = { .finished = 7 };

  g_assert_false (kx_boot_times_finish (result, &times, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (times.finished, ==, 7);
}

static void
assert_last_call (Fixture *f, const char *call)
{
  g_assert_cmpstr (fake_bus_call (f->bus, f->bus->log->len - 1), ==, call);
}

static void
test_over_already (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  f->finished = 9000000;
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  assert_times (result);
  g_assert_cmpstr (fake_bus_call (f->bus, 0), ==, "Subscribe()");
  fake_bus_wait_calls (f->bus, 5);
  assert_last_call (f, "Unsubscribe()");
}

static void
test_waits (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 2);
  startup_finished (f);
  fake_bus_wait_result (&result);
  assert_times (result);
  fake_bus_wait_calls (f->bus, 6);
  assert_last_call (f, "Unsubscribe()");
}

/* The signal overtakes an answer that knew nothing of it. */
static void
test_meanwhile (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  f->finishes_meanwhile = TRUE;
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  assert_times (result);
}

/* What somebody else has begun is his to end. */
static void
test_subscribed_already (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  f->finished = 9000000;
  f->refusal = SYSTEMD ".AlreadySubscribed";
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  assert_times (result);
  g_assert_cmpuint (f->bus->log->len, ==, 4);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  kx_boot_times_async (f->bus->client, cancellable, fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 2);
  for (int i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  fake_bus_wait_result (&result);
  assert_fails (result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_bus_wait_calls (f->bus, 3);
  assert_last_call (f, "Unsubscribe()");
}

static void
test_cancelled_at_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  kx_boot_times_async (f->bus->client, cancellable, fake_bus_keep_result, &result);
  g_cancellable_cancel (cancellable);
  fake_bus_wait_result (&result);
  assert_fails (result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_absent (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  assert_fails (result, KX_ERROR, KX_ERROR_UNSUPPORTED);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  f->refusal = "org.freedesktop.DBus.Error.AccessDenied";
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  assert_fails (result, KX_ERROR, KX_ERROR_FAILED);
}

/* What is no time is not known, and not waited for with a wrong answer in hand. */
static void
test_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fake_bus_own (f->bus, SYSTEMD);
  f->is_odd = TRUE;
  kx_boot_times_async (f->bus->client, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 2);
  f->is_odd = FALSE;
  startup_finished (f);
  fake_bus_wait_result (&result);
  assert_times (result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/boot-times/over-already", test_over_already);
  ADD ("/boot-times/waits", test_waits);
  ADD ("/boot-times/meanwhile", test_meanwhile);
  ADD ("/boot-times/subscribed-already", test_subscribed_already);
  ADD ("/boot-times/cancelled", test_cancelled);
  ADD ("/boot-times/cancelled-at-once", test_cancelled_at_once);
  ADD ("/boot-times/absent", test_absent);
  ADD ("/boot-times/refused", test_refused);
  ADD ("/boot-times/odd", test_odd);
  return g_test_run ();
}
