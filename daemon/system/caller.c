/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "caller.h"

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
#define BUS_INTERFACE "org.freedesktop.DBus"

static void
on_uid (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  guint32 uid;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_dbus_error_strip_remote_error (error);
      g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                               "the bus does not say who is calling (%s); a caller must stay "
                               "connected until he has his answer",
                               error->message);
      return;
    }
  g_variant_get (reply, "(u)", &uid);
  g_task_return_int (task, (gssize) uid);
}

void
kx_caller_lookup_async (GDBusConnection *connection, const char *sender, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kx_caller_lookup_async);
  g_dbus_connection_call (connection, BUS_NAME, BUS_PATH, BUS_INTERFACE, "GetConnectionUnixUser",
                          g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, cancellable, on_uid, task);
}

gboolean
kx_caller_lookup_finish (GAsyncResult *result, uid_t *uid, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize value;

  g_return_val_if_fail (g_async_result_is_tagged (result, kx_caller_lookup_async), FALSE);
  value = g_task_propagate_int (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *uid = (uid_t) value;
  return TRUE;
}

struct _KxCallerWatch
{
  GDBusConnection *connection;
  char *sender;
  guint subscription;
  GCancellable *target; /* NULL once it has been cancelled */
  GCancellable *asking; /* ends the first question, whether the caller is there at all */
};

static void
fire (KxCallerWatch *watch)
{
  g_autoptr (GCancellable) target = g_steal_pointer (&watch->target);

  /* Whoever listens may free the watch. */
  if (target != NULL)
    g_cancellable_cancel (target);
}

static void
on_owner_changed (GDBusConnection *connection, const char *bus, const char *path,
                  const char *interface, const char *signal, GVariant *parameters,
                  gpointer user_data)
{
  KxCallerWatch *watch = user_data;
  const char *name, *new_owner;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;
  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &new_owner);
  if (g_str_equal (name, watch->sender) && *new_owner == '\0')
    fire (watch);
}

static void
on_has_owner (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  gboolean has_owner = FALSE;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  /* Cancelled: the watch is gone. */
  if (reply == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(b)", &has_owner);
  if (!has_owner)
    fire (user_data);
}

KxCallerWatch *
kx_caller_watch_new (GDBusConnection *connection, const char *sender, GCancellable *cancellable)
{
  KxCallerWatch *watch = g_new0 (KxCallerWatch, 1);

  watch->connection = g_object_ref (connection);
  watch->sender = g_strdup (sender);
  watch->target = g_object_ref (cancellable);
  watch->asking = g_cancellable_new ();
  /* No arg0: GIO registers equal rules at the bus only once, and the bus limits their number. */
  watch->subscription = g_dbus_connection_signal_subscribe (
      connection, BUS_NAME, BUS_INTERFACE, "NameOwnerChanged", BUS_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_owner_changed, watch, NULL);
  /* Asked after the rule has been sent, so that a leave in between is not missed. */
  g_dbus_connection_call (connection, BUS_NAME, BUS_PATH, BUS_INTERFACE, "NameHasOwner",
                          g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(b)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, watch->asking, on_has_owner, watch);
  return watch;
}

void
kx_caller_watch_free (KxCallerWatch *watch)
{
  if (watch == NULL)
    return;
  g_dbus_connection_signal_unsubscribe (watch->connection, watch->subscription);
  g_cancellable_cancel (watch->asking);
  g_object_unref (watch->asking);
  g_clear_object (&watch->target);
  g_object_unref (watch->connection);
  g_free (watch->sender);
  g_free (watch);
}
