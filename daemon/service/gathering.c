/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gathering.h"

#include "error.h"

#define TICK_MS 500
/* Longer than a disk needs to spin up. */
#define PATIENCE_TICKS (20 * 1000 / TICK_MS)

typedef struct
{
  KxKeeper *keeper;
  KxRecipe *recipe;
  GCancellable *thread_cancellable;
  GCancellable *cancellable; /* the caller's; may be NULL */
  gulong cancelled_id;
  guint ticker;
  gsize seen;       /* progress at the last tick that saw any */
  guint idle_ticks; /* ticks since then */
  gboolean given_up;
} Gathering;

static void
gathering_free (gpointer data)
{
  Gathering *self = data;

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->thread_cancellable);
  g_clear_pointer (&self->recipe, kx_recipe_unref);
  g_clear_object (&self->keeper);
  g_free (self);
}

static gboolean
on_tick (gpointer user_data)
{
  Gathering *self = user_data;
  gsize progress = kx_recipe_get_progress (self->recipe);

  if (progress != self->seen)
    {
      self->seen = progress;
      self->idle_ticks = 0;
      kx_keeper_announce_progress (self->keeper, "read", kx_recipe_get_fraction (self->recipe));
      return G_SOURCE_CONTINUE;
    }

  if (++self->idle_ticks < PATIENCE_TICKS)
    return G_SOURCE_CONTINUE;

  self->ticker = 0;
  self->given_up = TRUE;
  g_cancellable_cancel (self->thread_cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  KxPlan *plan = kx_recipe_make (data, cancellable, &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, (GDestroyNotify) kx_plan_unref);
  else
    g_task_return_error (task, error);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Gathering *self = g_task_get_task_data (task);
  GError *error = NULL;
  KxPlan *plan = g_task_propagate_pointer (G_TASK (result), &error);

  if (plan != NULL)
    g_task_return_pointer (task, plan, (GDestroyNotify) kx_plan_unref);
  else if (self->given_up)
    {
      g_error_free (error);
      g_task_return_new_error (task, KX_ERROR, KX_ERROR_FAILED,
                               "a file of the image has not answered for %d seconds; copy it to a "
                               "local disk and load it from there",
                               PATIENCE_TICKS * TICK_MS / 1000);
    }
  else
    g_task_return_error (task, error);
}

void
kx_gather_async (KxKeeper *keeper,
                 KxRecipe *recipe,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (keeper, NULL, callback, user_data);
  Gathering *self = g_new0 (Gathering, 1);
  g_autoptr (GTask) thread = NULL;

  self->keeper = g_object_ref (keeper);
  self->recipe = kx_recipe_ref (recipe);
  self->thread_cancellable = g_cancellable_new ();
  self->ticker = g_timeout_add (TICK_MS, on_tick, self);
  g_task_set_task_data (task, self, gathering_free);
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancelled_id
          = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                   g_object_ref (self->thread_cancellable), g_object_unref);
    }

  thread = g_task_new (NULL, self->thread_cancellable, on_made, task);
  g_task_set_task_data (thread, kx_recipe_ref (recipe), (GDestroyNotify) kx_recipe_unref);
  g_task_set_return_on_cancel (thread, TRUE);
  /* Here, because a thread that starts cancelled loses the error of the one or the other. */
  if (!g_task_return_error_if_cancelled (thread))
    g_task_run_in_thread (thread, run);
}

KxPlan *
kx_gather_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
