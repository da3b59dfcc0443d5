/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-bus.h"

#include <unistd.h>

/* A test that waits for what never comes must end, too. */
#define PATIENCE_SECONDS 120

typedef struct
{
  FakeBus *bus;
  GDBusMessage *call;
} Arrival;

static gboolean
handle (gpointer data)
{
  Arrival *arrival = data;
  GVariant *body = g_dbus_message_get_body (arrival->call);
  g_autofree char *text = body == NULL ? g_strdup ("()") : g_variant_print (body, FALSE);

  if (arrival->bus->closed)
    return G_SOURCE_REMOVE;
  g_ptr_array_add (arrival->bus->log,
                   g_strconcat (g_dbus_message_get_member (arrival->call), text, NULL));
  arrival->bus->answer (arrival->call, arrival->bus->user_data);
  return G_SOURCE_REMOVE;
}

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_object_unref (arrival->call);
  g_free (arrival);
}

/* Runs in GIO's own thread. */
static GDBusMessage *
filter (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  Arrival *arrival;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  arrival = g_new0 (Arrival, 1);
  arrival->bus = user_data;
  arrival->call = message;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, handle, arrival, arrival_free);
  return NULL;
}

GDBusConnection *
fake_bus_connect (FakeBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus->daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

FakeBus *
fake_bus_new (FakeAnswer answer, gpointer user_data)
{
  FakeBus *bus = g_new0 (FakeBus, 1);

  alarm (PATIENCE_SECONDS);
  bus->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus->daemon);
  bus->client = fake_bus_connect (bus);
  bus->server = fake_bus_connect (bus);
  bus->answer = answer;
  bus->user_data = user_data;
  bus->log = g_ptr_array_new_with_free_func (g_free);
  g_dbus_connection_add_filter (bus->server, filter, bus, NULL);
  return bus;
}

void
fake_bus_free (FakeBus *bus)
{
  g_dbus_connection_close_sync (bus->client, NULL, NULL);
  g_dbus_connection_close_sync (bus->server, NULL, NULL);
  /* What a test has not waited for may have arrived. */
  bus->closed = TRUE;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (bus->client);
  g_object_unref (bus->server);
  g_test_dbus_down (bus->daemon);
  g_object_unref (bus->daemon);
  g_ptr_array_unref (bus->log);
  g_free (bus);
}

void
fake_bus_own (FakeBus *bus, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus->server, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      &error);

  g_assert_no_error (error);
}

static void
send (FakeBus *bus, GDBusMessage *message)
{
  g_autoptr (GDBusMessage) owned = message;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_send_message (bus->server, owned, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, &error);
  g_assert_no_error (error);
}

void
fake_bus_reply (FakeBus *bus, GDBusMessage *call, GVariant *body)
{
  GDBusMessage *reply = g_dbus_message_new_method_reply (call);

  if (body != NULL)
    g_dbus_message_set_body (reply, body);
  send (bus, reply);
}

void
fake_bus_fail (FakeBus *bus, GDBusMessage *call, const char *name, const char *message)
{
  send (bus, g_dbus_message_new_method_error_literal (call, name, message));
}

void
fake_bus_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
fake_bus_wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

void
fake_bus_wait_calls (FakeBus *bus, guint n)
{
  while (bus->log->len < n)
    g_main_context_iteration (NULL, TRUE);
}

const char *
fake_bus_call (FakeBus *bus, guint i)
{
  return i < bus->log->len ? g_ptr_array_index (bus->log, i) : NULL;
}
