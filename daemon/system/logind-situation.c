/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "bus-call.h"
#include "error.h"
#include "logind.h"

/* A session of another user as ListSessions names it, until its properties are known. */
typedef struct
{
  KxSession session;
  char *path;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->session.id);
  g_free (candidate->session.user);
  g_free (candidate->session.seat);
  g_free (candidate->path);
  g_free (candidate);
}

/* One question to logind. */
typedef struct
{
  GDBusConnection *connection;
  uid_t uid;
  GPtrArray *candidates;
  guint next;
  KxLogindSituation *situation;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_object_unref (inquiry->connection);
  g_ptr_array_unref (inquiry->candidates);
  kx_logind_situation_unref (inquiry->situation);
  g_free (inquiry);
}

static void ask_next (GTask *task);

static void
call (GTask *task, const char *path, const char *interface, const char *method,
      GVariant *parameters, const char *reply_type, GAsyncReadyCallback callback)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  g_dbus_connection_call (inquiry->connection, KX_LOGIND_NAME, path, interface, method, parameters,
                          G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, -1,
                          g_task_get_cancellable (task), callback, task);
}

/* Takes error over and ends the task. */
static void
fail (GTask *task, GError *error)
{
  g_autoptr (GTask) ended = task;
  g_autoptr (GError) cause = error;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (ended, g_steal_pointer (&cause));
      return;
    }
  if (kx_bus_error_is_absence (cause) || kx_bus_error_is_unknown_method (cause))
    g_task_return_new_error (ended, KX_ERROR, KX_ERROR_UNSUPPORTED,
                             "an orderly restart needs logind (" KX_LOGIND_NAME
                             "), which this machine does not run; start systemd-logind, or, as "
                             "root, restart at once with the option force");
  else
    {
      g_dbus_error_strip_remote_error (cause);
      g_task_return_new_error (ended, KX_ERROR, KX_ERROR_FAILED,
                               "cannot find out who is logged in and what holds up a restart, "
                               "because logind answered: %s; try again",
                               cause->message);
    }
}

static void
on_inhibitors (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  Inquiry *inquiry = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  const char *what, *who, *why, *mode;
  guint32 uid, pid;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      fail (task, error);
      return;
    }

  g_variant_get (reply, "(a(ssssuu))", &iter);
  while (g_variant_iter_next (iter, "(&s&s&s&suu)", &what, &who, &why, &mode, &uid, &pid))
    {
      KxInhibitor inhibitor = { .who = (char *) who,
                                .why = (char *) why,
                                .mode = (char *) mode,
                                .uid = uid,
                                .pid = (pid_t) pid };

      if (kx_inhibitor_counts (what, mode))
        kx_logind_situation_add_inhibitor (inquiry->situation, &inhibitor);
    }

  g_task_return_pointer (task, kx_logind_situation_ref (inquiry->situation),
                         (GDestroyNotify) kx_logind_situation_unref);
  g_object_unref (task);
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  Inquiry *inquiry = g_task_get_task_data (task);
  Candidate *candidate = g_ptr_array_index (inquiry->candidates, inquiry->next);
  GError *error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) properties = NULL;
  const char *class = "", *state = "", *tty = "";

  inquiry->next++;
  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      /* It ended between the two questions. */
      if (!g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
        {
          fail (task, error);
          return;
        }
      g_error_free (error);
      ask_next (task);
      return;
    }

  properties = g_variant_get_child_value (reply, 0);
  (void) !g_variant_lookup (properties, "Class", "&s", &class);
  (void) !g_variant_lookup (properties, "State", "&s", &state);
  (void) !g_variant_lookup (properties, "TTY", "&s", &tty);
  if (kx_session_counts (class, state))
    {
      KxSession session = candidate->session;

      session.tty = (char *) tty;
      kx_logind_situation_add_session (inquiry->situation, &session);
    }
  ask_next (task);
}

/* One after the other: the bus limits how many answers one connection may wait for. */
static void
ask_next (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);
  Candidate *candidate;

  if (inquiry->next == inquiry->candidates->len)
    {
      call (task, KX_LOGIND_PATH, KX_LOGIND_MANAGER, "ListInhibitors", NULL, "(a(ssssuu))",
            on_inhibitors);
      return;
    }
  candidate = g_ptr_array_index (inquiry->candidates, inquiry->next);
  call (task, candidate->path, KX_BUS_PROPERTIES, "GetAll",
        g_variant_new ("(s)", KX_LOGIND_SESSION), "(a{sv})", on_properties);
}

static void
on_sessions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  Inquiry *inquiry = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  const char *id, *user, *seat, *path;
  guint32 uid;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      fail (task, error);
      return;
    }

  g_variant_get (reply, "(a(susso))", &iter);
  while (g_variant_iter_next (iter, "(&su&s&s&o)", &id, &uid, &user, &seat, &path))
    {
      Candidate *candidate;

      if (uid == inquiry->uid)
        continue;
      candidate = g_new0 (Candidate, 1);
      candidate->session.id = g_strdup (id);
      candidate->session.user = g_strdup (user);
      candidate->session.uid = uid;
      candidate->session.seat = g_strdup (seat);
      candidate->path = g_strdup (path);
      g_ptr_array_add (inquiry->candidates, candidate);
    }
  ask_next (task);
}

void
kx_logind_situation_async (GDBusConnection *connection, uid_t uid, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  g_task_set_source_tag (task, kx_logind_situation_async);
  inquiry->connection = g_object_ref (connection);
  inquiry->uid = uid;
  inquiry->candidates = g_ptr_array_new_with_free_func (candidate_free);
  inquiry->situation = kx_logind_situation_new ();
  g_task_set_task_data (task, inquiry, inquiry_free);
  call (task, KX_LOGIND_PATH, KX_LOGIND_MANAGER, "ListSessions", NULL, "(a(susso))", on_sessions);
}

KxLogindSituation *
kx_logind_situation_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_logind_situation_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
