/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "assurance.h"

#include "error.h"
#include "events.h"
#include "gathering.h"
#include "kernel.h"
#include "wanted.h"

/* Why files that were good once are read a second time. */
#define AGAIN                                                                                      \
  "this kernel does not tell whether it still holds what was loaded (Linux does from 6.3 on), so "  \
  "that the image is loaded once more before a restart, and that is impossible: "

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
succeed (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  GError *error = NULL;
  g_autoptr (KxArmed) armed = kx_kernel_load_finish (result, g_task_get_task_data (task), &error);

  if (armed == NULL)
    {
      if (g_error_matches (error, KX_ERROR, KX_ERROR_FOREIGN))
        kx_keeper_lose (keeper);
      else
        kx_keeper_revert (keeper);
      fail (task, error);
      return;
    }

  kx_keeper_end (keeper, armed, NULL, TRUE);
  kx_keeper_announce_progress (keeper, "load", 1.0);
  succeed (task);
}

static void
load (GTask *task, KxPlan *plan)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  KxArmed *next = kx_armed_at_level (kx_keeper_get_armed (keeper), KX_LEVEL_ARMED);

  next->since = g_get_real_time ();
  g_task_set_task_data (task, next, (GDestroyNotify) kx_armed_unref);
  kx_keeper_announce_progress (keeper, "load", 0.0);
  kx_keeper_begin_load (keeper, next);
  kx_event_loading (next);
  /* Whatever memory is left: nobody needs it much longer. */
  kx_kernel_load_async (keeper, plan, next, 0, g_task_get_cancellable (task), on_loaded, task);
}

static void
on_gathered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  const KxArmed *armed = kx_keeper_get_armed (keeper);
  GError *error = NULL;
  g_autoptr (KxPlan) plan = kx_gather_finish (result, &error);

  if (plan != NULL && g_strcmp0 (plan->digest, armed->digest) != 0)
    g_set_error (&error, KX_ERROR, KX_ERROR_CHANGED,
                 "the files of %s have changed since; look at the status and try again in a moment",
                 armed->image);

  if (error == NULL)
    {
      load (task, plan);
      return;
    }

  g_prefix_error_literal (&error, AGAIN);
  fail (task, error);
}

/* The armed image, if its files can still be found. */
static const KxImage *
find_image (KxKeeper *keeper)
{
  return kx_keeper_get_armed (keeper)->origin != KX_ORIGIN_CUSTOM ? kx_wanted_present (keeper) : NULL;
}

gboolean
kx_assure_needs_look (KxKeeper *keeper)
{
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  return armed != NULL && armed->origin != KX_ORIGIN_CUSTOM && armed->origin != KX_ORIGIN_FOREIGN
         && kx_keeper_get_catalogue (keeper) == NULL && kx_keeper_get_plan (keeper) == NULL
         && !kx_keeper_is_certain (keeper);
}

gboolean
kx_assure_check (KxKeeper *keeper, GError **error)
{
  if (kx_keeper_is_certain (keeper) || kx_keeper_get_plan (keeper) != NULL
      || find_image (keeper) != NULL)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
               AGAIN "its files are not there any more; mount or install them again, or load another "
                     "image (“kexecctl load”)");
  return FALSE;
}

static void
read_again (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  g_autoptr (KxRecipe) recipe = NULL;
  GError *error = NULL;

  if (!kx_assure_check (keeper, &error))
    {
      fail (task, error);
      return;
    }

  recipe = kx_recipe_new_for_image (kx_keeper_get_root (keeper), kx_keeper_get_machine (keeper),
                                    find_image (keeper), NULL);
  kx_recipe_set_panic_timeout (recipe, kx_keeper_get_armed (keeper)->panic_timeout);
  kx_gather_async (keeper, recipe, g_task_get_cancellable (task), on_gathered, task);
}

/* The last load cannot be taken back, should the restart not begin. */
static gboolean
may_load (KxKeeper *keeper, GError **error)
{
  KxKexecState kernel;

  kx_keeper_observe (keeper, &kernel);
  if (kernel.limit != 1 || kx_keeper_get_armed (keeper)->origin != KX_ORIGIN_CUSTOM)
    return TRUE;

  g_set_error_literal (error, KX_ERROR, KX_ERROR_DISABLED,
                       "the kernel allows only one more load (kernel.kexec_load_limit_reboot), and "
                       "could not drop this image again; restart through the firmware");
  return FALSE;
}

void
kx_assure_async (KxKeeper *keeper,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (keeper, cancellable, callback, user_data);
  KxPlan *plan = kx_keeper_get_plan (keeper);
  GError *error = NULL;

  g_task_set_check_cancellable (task, FALSE);
  if (kx_keeper_is_certain (keeper))
    {
      succeed (task);
      return;
    }

  kx_keeper_set_activity (keeper, "loading the image for the restart");
  if (plan == NULL)
    read_again (task);
  else if (may_load (keeper, &error))
    load (task, plan);
  else
    fail (task, error);
}

gboolean
kx_assure_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
