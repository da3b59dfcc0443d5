/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "turns.h"

struct _KxTurns
{
  GQueue waiting; /* GTask* */
  gboolean taken;
};

typedef struct
{
  KxTurns *turns;
  GCancellable *cancellable;
  gulong cancelled_id;
} Wait;

KxTurns *
kx_turns_new (void)
{
  KxTurns *turns = g_new0 (KxTurns, 1);

  g_queue_init (&turns->waiting);
  return turns;
}

void
kx_turns_free (KxTurns *turns)
{
  g_assert (g_queue_is_empty (&turns->waiting));
  g_free (turns);
}

gboolean
kx_turns_taken (const KxTurns *turns)
{
  return turns->taken;
}

static void
serve_next (KxTurns *turns)
{
  g_autoptr (GTask) task = NULL;

  if (turns->taken)
    return;

  task = g_queue_pop_head (&turns->waiting);
  if (task == NULL)
    return;

  turns->taken = TRUE;
  g_task_return_boolean (task, TRUE);
}

static gboolean
withdraw_in_idle (gpointer user_data)
{
  GTask *task = user_data;
  Wait *wait = g_task_get_task_data (task);

  if (g_queue_remove (&wait->turns->waiting, task))
    {
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
kx_turns_take_async (KxTurns *turns,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  wait->turns = turns;
  g_task_set_task_data (task, wait, wait_free);
  /* Who has been given the turn must know it, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_queue_push_tail (&turns->waiting, task);

  if (cancellable != NULL)
    {
      wait->cancellable = g_object_ref (cancellable);
      wait->cancelled_id
          = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
    }

  serve_next (turns);
}

gboolean
kx_turns_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kx_turns_give (KxTurns *turns)
{
  g_assert (turns->taken);
  turns->taken = FALSE;
  serve_next (turns);
}
