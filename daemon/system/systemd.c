/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd.h"

#include <string.h>
#include <unistd.h>

#include "bus-call.h"
#include "error.h"

#define STOP_REASON_MS 2000

static void
on_kexec (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (kx_bus_error_is_absence (error) || kx_bus_error_is_unknown_method (error))
    g_task_return_new_error (task, KX_ERROR, KX_ERROR_UNSUPPORTED,
                             "systemd (" KX_SYSTEMD_NAME ") does not run on this machine");
  else
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_new_error (task, KX_ERROR, KX_ERROR_FAILED,
                               "systemd did not begin the restart: %s", error->message);
    }
}

void
kx_systemd_kexec_async (GDBusConnection *connection, int root_fd, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, kx_systemd_kexec_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  /* systemd kills everything first and looks afterwards: then it is too late to find nothing. */
  if (!kx_bus_check_loaded (root_fd, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER, "KExec",
                          NULL, G_VARIANT_TYPE_UNIT, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          cancellable, on_kexec, g_steal_pointer (&task));
}

gboolean
kx_systemd_kexec_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_systemd_kexec_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/*
 * Why a unit is stopped, as systemd's sources have it: while shutdown.target is active or has a
 * job, SystemState is "stopping". Otherwise the unit's job tells: it stays of the type "restart"
 * while its first half, the stop, runs, and only becomes "start" when that is done (try-restart is
 * made a restart when it is queued). Debian's packages run try-restart on an upgrade and stop on a
 * removal.
 */
typedef struct
{
  GDBusConnection *connection;
  GCancellable *cancellable;
  guint timeout;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_clear_handle_id (&inquiry->timeout, g_source_remove);
  g_object_unref (inquiry->connection);
  g_object_unref (inquiry->cancellable);
  g_free (inquiry);
}

static gboolean
on_timeout (gpointer user_data)
{
  Inquiry *inquiry = user_data;

  inquiry->timeout = 0;
  g_cancellable_cancel (inquiry->cancellable);
  return G_SOURCE_REMOVE;
}

static void
answer (GTask *task, KxStopReason reason)
{
  g_task_return_int (task, reason);
  g_object_unref (task);
}

static void
call (GTask *task, const char *path, const char *interface, const char *method,
      GVariant *parameters, const char *reply_type, GAsyncReadyCallback callback)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  g_dbus_connection_call (inquiry->connection, KX_SYSTEMD_NAME, path, interface, method, parameters,
                          G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          STOP_REASON_MS, inquiry->cancellable, callback, task);
}

static void
get (GTask *task, const char *path, const char *interface, const char *property,
     GAsyncReadyCallback callback)
{
  call (task, path, KX_BUS_PROPERTIES, "Get", g_variant_new ("(ss)", interface, property), "(v)",
        callback);
}

/* The property's value where it has that type, else NULL. */
static GVariant *
finish_get (GObject *source, GAsyncResult *result, const char *type)
{
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE (type)) ? g_steal_pointer (&value) : NULL;
}

static void
on_job_type (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) value = finish_get (source, result, "s");
  const char *type = value == NULL ? "" : g_variant_get_string (value, NULL);

  if (strcmp (type, "stop") == 0)
    answer (user_data, KX_STOP_DELIBERATE);
  else if (strcmp (type, "restart") == 0 || strcmp (type, "try-restart") == 0
           || strcmp (type, "start") == 0)
    answer (user_data, KX_STOP_RESTART);
  else
    answer (user_data, KX_STOP_UNKNOWN);
}

static void
on_job (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) value = finish_get (source, result, "(uo)");
  const char *path;
  guint32 id = 0;

  if (value != NULL)
    g_variant_get (value, "(u&o)", &id, &path);
  if (id == 0)
    answer (user_data, KX_STOP_UNKNOWN);
  else
    get (user_data, path, KX_SYSTEMD_JOB, "JobType", on_job_type);
}

static void
on_unit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *path;

  if (reply == NULL)
    {
      answer (user_data, KX_STOP_UNKNOWN);
      return;
    }
  g_variant_get (reply, "(&o)", &path);
  get (user_data, path, KX_SYSTEMD_UNIT, "Job", on_job);
}

static void
on_system_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) value = finish_get (source, result, "s");

  if (value == NULL)
    answer (user_data, KX_STOP_UNKNOWN);
  else if (strcmp (g_variant_get_string (value, NULL), "stopping") == 0)
    answer (user_data, KX_STOP_SHUTDOWN);
  else
    call (user_data, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER, "GetUnitByPID",
          g_variant_new ("(u)", (guint32) getpid ()), "(o)", on_unit);
}

void
kx_systemd_stop_reason_async (GDBusConnection *connection, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  g_task_set_source_tag (task, kx_systemd_stop_reason_async);
  inquiry->connection = g_object_ref (connection);
  inquiry->cancellable = g_cancellable_new ();
  inquiry->timeout = g_timeout_add (STOP_REASON_MS, on_timeout, inquiry);
  g_task_set_task_data (task, inquiry, inquiry_free);
  get (task, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER, "SystemState", on_system_state);
}

KxStopReason
kx_systemd_stop_reason_finish (GAsyncResult *result)
{
  gssize reason;

  g_return_val_if_fail (g_async_result_is_tagged (result, kx_systemd_stop_reason_async),
                        KX_STOP_UNKNOWN);
  reason = g_task_propagate_int (G_TASK (result), NULL);
  return reason < 0 ? KX_STOP_UNKNOWN : (KxStopReason) reason;
}

const char *
kx_stop_reason_to_string (KxStopReason reason)
{
  switch (reason)
    {
    case KX_STOP_DELIBERATE:
      return "deliberate";
    case KX_STOP_RESTART:
      return "restart";
    case KX_STOP_SHUTDOWN:
      return "shutdown";
    case KX_STOP_UNKNOWN:
    default:
      return "unknown";
    }
}
