/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-times.h"

#include "bus-call.h"
#include "error.h"

#define ALREADY_SUBSCRIBED "org.freedesktop.systemd1.AlreadySubscribed"

/* What is asked for, in this order: until the first one is there, the others may not be final. */
static const struct
{
  const char *property;
  gsize offset;
} questions[] = {
  { "FinishTimestampMonotonic", G_STRUCT_OFFSET (KxBootTimes, finished) },
  { "UserspaceTimestampMonotonic", G_STRUCT_OFFSET (KxBootTimes, userspace) },
  { "InitRDTimestampMonotonic", G_STRUCT_OFFSET (KxBootTimes, initrd) },
};

typedef struct
{
  GDBusConnection *connection;
  guint signal;        /* StartupFinished */
  GSource *cancelled;
  gboolean subscribed;
  gboolean is_asking;  /* a call is under way; else only the signal is waited for */
  gboolean has_finished; /* the signal has come since the call began */
  guint question;
  KxBootTimes times;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_object_unref (inquiry->connection);
  g_free (inquiry);
}

/* Afterwards nothing refers to the task any more. */
static void
let_go (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  g_dbus_connection_signal_unsubscribe (inquiry->connection, inquiry->signal);
  if (inquiry->cancelled != NULL)
    {
      g_source_destroy (inquiry->cancelled);
      g_clear_pointer (&inquiry->cancelled, g_source_unref);
    }
  /* Nobody waits for the answer; a service manager that nobody listens to has less to do. */
  if (inquiry->subscribed)
    g_dbus_connection_call (inquiry->connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH,
                            KX_SYSTEMD_MANAGER, "Unsubscribe", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_object_unref (task);
}

/* Takes @error over. */
static void
fail (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&cause));
  else if (kx_bus_error_is_absence (cause))
    g_task_return_new_error (task, KX_ERROR, KX_ERROR_UNSUPPORTED,
                             "how long the boot took is not known: only systemd tells, and this "
                             "machine does not run it");
  else
    {
      g_dbus_error_strip_remote_error (cause);
      g_task_return_new_error (task, KX_ERROR, KX_ERROR_FAILED,
                               "how long the boot took is not known, because systemd answered: %s",
                               cause->message);
    }
  let_go (task);
}

static void ask (GTask *task);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Inquiry *inquiry = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  guint64 time;

  inquiry->is_asking = FALSE;
  if (reply == NULL)
    {
      fail (task, error);
      return;
    }

  g_variant_get (reply, "(v)", &value);
  time = g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64) ? g_variant_get_uint64 (value) : 0;
  if (inquiry->question == 0 && time == 0)
    {
      if (g_task_return_error_if_cancelled (task))
        let_go (task);
      else if (inquiry->has_finished)
        ask (task);
      return;
    }
  if (time <= G_MAXINT64)
    G_STRUCT_MEMBER (gint64, &inquiry->times, questions[inquiry->question].offset) = (gint64) time;

  inquiry->question++;
  if (inquiry->question < G_N_ELEMENTS (questions))
    {
      ask (task);
      return;
    }
  g_task_return_pointer (task, g_memdup2 (&inquiry->times, sizeof inquiry->times), g_free);
  let_go (task);
}

/* Each by itself: GDBusProxy would keep the first answer for ever, because systemd says that these
 * do not change. */
static void
ask (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  inquiry->is_asking = TRUE;
  inquiry->has_finished = FALSE;
  g_dbus_connection_call (inquiry->connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_BUS_PROPERTIES, "Get",
                          g_variant_new ("(ss)", KX_SYSTEMD_MANAGER,
                                         questions[inquiry->question].property),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT,
                          g_task_get_cancellable (task), on_answer, task);
}

static void
on_startup_finished (GDBusConnection *connection, const char *sender, const char *path,
                     const char *interface, const char *signal, GVariant *parameters,
                     gpointer user_data)
{
  Inquiry *inquiry = g_task_get_task_data (user_data);

  if (inquiry->is_asking)
    inquiry->has_finished = TRUE;
  else
    ask (user_data);
}

static void
on_subscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Inquiry *inquiry = g_task_get_task_data (user_data);
  GError *error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  inquiry->subscribed = reply != NULL;
  /* By somebody else on this connection, who ends it too. */
  if (reply == NULL && kx_bus_error_has_name (error, ALREADY_SUBSCRIBED))
    g_clear_error (&error);
  if (error != NULL)
    fail (user_data, error);
  else
    ask (user_data);
}

/* A call that is under way ends by itself. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Inquiry *inquiry = g_task_get_task_data (user_data);

  if (!inquiry->is_asking)
    fail (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                          "nobody waits for the end of the boot any more"));
  return G_SOURCE_REMOVE;
}

void
kx_boot_times_async (GDBusConnection *connection, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  g_task_set_source_tag (task, kx_boot_times_async);
  inquiry->connection = g_object_ref (connection);
  g_task_set_task_data (task, inquiry, inquiry_free);

  /* In this order, and asked afterwards: the end of the boot is not missed in between. */
  inquiry->signal = g_dbus_connection_signal_subscribe (
      connection, KX_SYSTEMD_NAME, KX_SYSTEMD_MANAGER, "StartupFinished", KX_SYSTEMD_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_startup_finished, task, NULL);
  if (cancellable != NULL)
    {
      inquiry->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, inquiry->cancelled, G_SOURCE_FUNC (on_cancelled));
    }
  inquiry->is_asking = TRUE;
  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER,
                          "Subscribe", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT,
                          cancellable, on_subscribed, task);
}

gboolean
kx_boot_times_finish (GAsyncResult *result, KxBootTimes *times, GError **error)
{
  g_autofree KxBootTimes *found = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, kx_boot_times_async), FALSE);
  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;

  *times = *found;
  return TRUE;
}
