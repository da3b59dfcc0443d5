/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "caller.h"

#include <unistd.h>

#include "fake-bus.h"

static void
no_answer (GDBusMessage *call, gpointer user_data)
{
}

static void
test_lookup (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) unknown = NULL;
  g_autoptr (GError) error = NULL;
  uid_t uid = 4711;

  kx_caller_lookup_async (bus->client, g_dbus_connection_get_unique_name (bus->server), NULL,
                          fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_true (kx_caller_lookup_finish (result, &uid, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (uid, ==, getuid ());

  uid = 4711;
  kx_caller_lookup_async (bus->client, ":1.4711", NULL, fake_bus_keep_result, &unknown);
  fake_bus_wait_result (&unknown);
  g_assert_false (kx_caller_lookup_finish (unknown, &uid, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_cmpuint (uid, ==, 4711);
}

static void
wait_cancelled (GCancellable *cancellable)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
}

/* A round trip: what was on its way to the connection before has arrived. */
static void
settle (FakeBus *bus)
{
  g_autoptr (GAsyncResult) result = NULL;
  uid_t uid;

  kx_caller_lookup_async (bus->client, g_dbus_connection_get_unique_name (bus->server), NULL,
                          fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_true (kx_caller_lookup_finish (result, &uid, NULL));
}

static void
test_watch (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GCancellable) leaves = g_cancellable_new ();
  g_autoptr (GCancellable) stays = g_cancellable_new ();
  g_autoptr (GDBusConnection) caller = fake_bus_connect (bus);
  g_autoptr (KxCallerWatch) first
      = kx_caller_watch_new (bus->client, g_dbus_connection_get_unique_name (caller), leaves);
  g_autoptr (KxCallerWatch) second
      = kx_caller_watch_new (bus->client, g_dbus_connection_get_unique_name (bus->server), stays);

  settle (bus);
  g_assert_false (g_cancellable_is_cancelled (leaves));
  g_dbus_connection_close_sync (caller, NULL, NULL);
  wait_cancelled (leaves);
  g_assert_false (g_cancellable_is_cancelled (stays));
}

static void
test_already_gone (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (KxCallerWatch) watch = kx_caller_watch_new (bus->client, ":1.4711", cancellable);

  wait_cancelled (cancellable);
}

/* More watches than the bus allows match rules (512). */
static void
test_many (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GDBusConnection) caller = fake_bus_connect (bus);
  g_autoptr (GPtrArray) watches
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_caller_watch_free);
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < 700; i++)
    {
      GCancellable *cancellable = g_cancellable_new ();

      g_ptr_array_add (cancellables, cancellable);
      g_ptr_array_add (watches, kx_caller_watch_new (bus->client,
                                                     g_dbus_connection_get_unique_name (caller),
                                                     cancellable));
    }
  settle (bus);
  g_dbus_connection_close_sync (caller, NULL, NULL);
  for (guint i = 0; i < cancellables->len; i++)
    wait_cancelled (g_ptr_array_index (cancellables, i));
}

static void
test_freed (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GDBusConnection) caller = fake_bus_connect (bus);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  kx_caller_watch_free (kx_caller_watch_new (
      bus->client, g_dbus_connection_get_unique_name (caller), cancellable));
  g_dbus_connection_close_sync (caller, NULL, NULL);
  settle (bus);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
}

/* Whoever listens to the cancellable may free the watch from there. */
static void
free_watch (GCancellable *cancellable, KxCallerWatch **watch)
{
  g_clear_pointer (watch, kx_caller_watch_free);
}

static void
test_freed_by_listener (void)
{
  g_autoptr (FakeBus) bus = fake_bus_new (no_answer, NULL);
  g_autoptr (GDBusConnection) caller = fake_bus_connect (bus);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  KxCallerWatch *watch
      = kx_caller_watch_new (bus->client, g_dbus_connection_get_unique_name (caller), cancellable);

  g_signal_connect (cancellable, "cancelled", G_CALLBACK (free_watch), &watch);
  settle (bus);
  g_dbus_connection_close_sync (caller, NULL, NULL);
  wait_cancelled (cancellable);
  g_assert_null (watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caller/lookup", test_lookup);
  g_test_add_func ("/caller/watch", test_watch);
  g_test_add_func ("/caller/already-gone", test_already_gone);
  g_test_add_func ("/caller/many", test_many);
  g_test_add_func ("/caller/freed", test_freed);
  g_test_add_func ("/caller/freed-by-listener", test_freed_by_listener);
  return g_test_run ();
}
