/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "polkit.h"

#include "fake-bus.h"

/* polkitd in the hands of the test: the answer is given by hand. */
static GDBusMessage *pending;

static void
keep (GDBusMessage *call, gpointer user_data)
{
  if (g_str_equal (g_dbus_message_get_member (call), "CheckAuthorization"))
    {
      g_clear_object (&pending);
      pending = g_object_ref (call);
    }
}

typedef struct
{
  FakeBus *bus;
  KxPolkit *polkit;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = fake_bus_new (keep, NULL);
  fake_bus_own (f->bus, "org.freedesktop.PolicyKit1");
  f->polkit = kx_polkit_new (f->bus->client);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&pending);
  kx_polkit_free (f->polkit);
  fake_bus_free (f->bus);
}

static GVariant *
verdict (gboolean authorized, gboolean challenge, const char *key)
{
  GVariantBuilder details;

  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  if (key != NULL)
    g_variant_builder_add (&details, "{ss}", key, "true");
  return g_variant_new ("((bba{ss}))", authorized, challenge, &details);
}

static KxAuthority
check (Fixture *f, GVariant *answer)
{
  static const char *const details[] = { "image", "vmlinuz-1", "release", "1", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KxAuthority authority = 99;
  guint n = f->bus->log->len;

  kx_polkit_check_async (f->polkit, ":1.7", "org.kexecd.execute", details, TRUE, NULL,
                         fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, n + 1);
  fake_bus_reply (f->bus, pending, answer);
  fake_bus_wait_result (&result);
  g_assert_true (kx_polkit_check_finish (result, &authority, &error));
  g_assert_no_error (error);
  return authority;
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (check (f, verdict (TRUE, FALSE, NULL)), ==, KX_AUTHORITY_YES);
  g_assert_cmpint (check (f, verdict (FALSE, FALSE, NULL)), ==, KX_AUTHORITY_NO);
  g_assert_cmpint (check (f, verdict (FALSE, TRUE, NULL)), ==, KX_AUTHORITY_CHALLENGE);
  g_assert_cmpint (check (f, verdict (FALSE, FALSE, "polkit.dismissed")), ==, KX_AUTHORITY_NO);
  /* Whatever else is said: a dismissed prompt is a no. */
  g_assert_cmpint (check (f, verdict (FALSE, TRUE, "polkit.dismissed")), ==, KX_AUTHORITY_NO);
}

static void
test_question (Fixture *f, gconstpointer data)
{
  g_autofree char *flags = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *action = NULL;
  g_autoptr (GVariant) pairs = NULL;
  g_autoptr (GVariant) body = NULL;
  const char *value;
  guint32 interactive;

  check (f, verdict (TRUE, FALSE, NULL));
  body = g_variant_ref (g_dbus_message_get_body (pending));
  g_variant_get (body, "((s@a{sv})s@a{ss}us)", &subject, NULL, &action, &pairs, &interactive, NULL);
  g_assert_cmpstr (subject, ==, "system-bus-name");
  g_assert_nonnull (strstr (fake_bus_call (f->bus, 0), "':1.7'"));
  g_assert_cmpstr (action, ==, "org.kexecd.execute");
  g_assert_true (g_variant_lookup (pairs, "image", "&s", &value));
  g_assert_cmpstr (value, ==, "vmlinuz-1");
  g_assert_true (g_variant_lookup (pairs, "release", "&s", &value));
  g_assert_cmpuint (interactive, ==, 1);
}

static void
test_not_interactive (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint32 interactive;
  KxAuthority authority;

  kx_polkit_check_async (f->polkit, ":1.7", "org.kexecd.load", NULL, FALSE, NULL,
                         fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 1);
  g_variant_get (g_dbus_message_get_body (pending), "((s@a{sv})s@a{ss}us)", NULL, NULL, NULL, NULL,
                 &interactive, NULL);
  g_assert_cmpuint (interactive, ==, 0);
  fake_bus_reply (f->bus, pending, verdict (FALSE, TRUE, NULL));
  fake_bus_wait_result (&result);
  g_assert_true (kx_polkit_check_finish (result, &authority, NULL));
  g_assert_cmpint (authority, ==, KX_AUTHORITY_CHALLENGE);
}

/* Cancelling withdraws the very prompt at polkitd. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *expected = NULL;
  KxAuthority authority;

  kx_polkit_check_async (f->polkit, ":1.7", "org.kexecd.execute", NULL, TRUE, cancellable,
                         fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 1);
  g_variant_get (g_dbus_message_get_body (pending), "((s@a{sv})s@a{ss}us)", NULL, NULL, NULL, NULL,
                 NULL, &id);
  g_cancellable_cancel (cancellable);
  fake_bus_wait_result (&result);
  g_assert_false (kx_polkit_check_finish (result, &authority, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_bus_wait_calls (f->bus, 2);
  expected = g_strdup_printf ("CancelCheckAuthorization('%s',)", id);
  g_assert_cmpstr (fake_bus_call (f->bus, 1), ==, expected);
}

static void
test_cancelled_before (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KxAuthority authority;

  g_cancellable_cancel (cancellable);
  kx_polkit_check_async (f->polkit, ":1.7", "org.kexecd.execute", NULL, TRUE, cancellable,
                         fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_false (kx_polkit_check_finish (result, &authority, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->bus->log->len, ==, 0);
}

/* polkitd goes away while the prompt is open, and another one comes. */
static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  KxAuthority authority;

  kx_polkit_check_async (f->polkit, ":1.7", "org.kexecd.execute", NULL, TRUE, NULL,
                         fake_bus_keep_result, &result);
  fake_bus_wait_calls (f->bus, 1);
  fake_bus_fail (f->bus, pending, "org.freedesktop.DBus.Error.NoReply", "gone");
  fake_bus_wait_result (&result);
  g_assert_false (kx_polkit_check_finish (result, &authority, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_cmpint (check (f, verdict (TRUE, FALSE, NULL)), ==, KX_AUTHORITY_YES);
}

static void
test_absent (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (keep, NULL);
  g_autoptr (KxPolkit) polkit = kx_polkit_new (bus->client);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KxAuthority authority = 99;

  kx_polkit_check_async (polkit, ":1.7", "org.kexecd.load", NULL, FALSE, NULL, fake_bus_keep_result,
                         &result);
  fake_bus_wait_result (&result);
  g_assert_false (kx_polkit_check_finish (result, &authority, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_nonnull (strstr (error->message, "polkit"));
  g_assert_cmpint (authority, ==, 99);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/polkit/answers", test_answers);
  ADD ("/polkit/question", test_question);
  ADD ("/polkit/not-interactive", test_not_interactive);
  ADD ("/polkit/cancel", test_cancel);
  ADD ("/polkit/cancelled-before", test_cancelled_before);
  ADD ("/polkit/restart", test_restart);
  g_test_add_func ("/polkit/absent", test_absent);
  return g_test_run ();
}
