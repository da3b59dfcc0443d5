/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "waiters.h"

struct _KxWaiters
{
  GQueue tasks; /* GTask* */
};

typedef struct
{
  KxWaiters *waiters; /* NULL: does not wait any more */
  GCancellable *cancellable;
  gulong cancelled_id;
} Wait;

KxWaiters *
kx_waiters_new (void)
{
  KxWaiters *waiters = g_new0 (KxWaiters, 1);

  g_queue_init (&waiters->tasks);
  return waiters;
}

static GTask *
take_first (KxWaiters *waiters)
{
  GTask *task = g_queue_pop_head (&waiters->tasks);

  if (task != NULL)
    ((Wait *) g_task_get_task_data (task))->waiters = NULL;
  return task;
}

void
kx_waiters_free (KxWaiters *waiters)
{
  GTask *task;

  while ((task = take_first (waiters)) != NULL)
    g_object_unref (task);
  g_free (waiters);
}

static gboolean
withdraw_in_idle (gpointer user_data)
{
  GTask *task = user_data;
  Wait *wait = g_task_get_task_data (task);

  if (wait->waiters != NULL)
    {
      g_queue_remove (&wait->waiters->tasks, task);
      wait->waiters = NULL;
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

/* Not here and now: whoever cancels may be in the middle of something, and disconnecting from
 * within the handler would lock up. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, withdraw_in_idle, g_object_ref (user_data), g_object_unref);
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  if (wait->cancelled_id != 0)
    g_cancellable_disconnect (wait->cancellable, wait->cancelled_id);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

void
kx_waiters_add (KxWaiters *waiters,
                gpointer source,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  wait->waiters = waiters;
  g_task_set_task_data (task, wait, wait_free);
  g_task_set_check_cancellable (task, FALSE);
  g_queue_push_tail (&waiters->tasks, task);

  if (cancellable != NULL)
    {
      wait->cancellable = g_object_ref (cancellable);
      wait->cancelled_id
          = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
    }
}

gboolean
kx_waiters_add_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
kx_waiters_release_first (KxWaiters *waiters)
{
  g_autoptr (GTask) task = take_first (waiters);

  if (task == NULL)
    return FALSE;

  g_task_return_boolean (task, TRUE);
  return TRUE;
}

void
kx_waiters_release (KxWaiters *waiters, const GError *error)
{
  /* Whom a callback adds waits for the next time. */
  for (guint n = g_queue_get_length (&waiters->tasks); n > 0; n--)
    {
      g_autoptr (GTask) task = take_first (waiters);

      if (task == NULL)
        return;
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}
