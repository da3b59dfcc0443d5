/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unloading.h"

#include "error.h"
#include "events.h"
#include "kernel.h"
#include "kexec.h"

typedef struct
{
  gboolean has_expect;
  guint64 expect;
} Unload;

static void
finish (GTask *task, GError *error)
{
  KxKeeper *keeper = g_task_get_source_object (task);

  kx_turns_give (kx_keeper_get_turns (keeper));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
dropped (KxKeeper *keeper)
{
  kx_event_unloaded (kx_keeper_get_armed (keeper));
  /* First: a daemon that is killed in between must not arm again what was unloaded. */
  kx_keeper_set_suspended (keeper, "the image was unloaded on request; “kexecctl load” loads it "
                                   "again");
  kx_keeper_set_failure (keeper, NULL);
  kx_keeper_end (keeper, NULL, NULL, FALSE);
}

static void
on_unloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxKeeper *keeper = KX_KEEPER (source);
  GError *error = NULL;

  if (kx_kernel_unload_finish (result, &error))
    dropped (keeper);
  else
    kx_keeper_revert (keeper);

  finish (user_data, error);
}

static gboolean
check (KxKeeper *keeper, const Unload *unload, GError **error)
{
  KxKexecState kernel;

  kx_keeper_observe (keeper, &kernel);
  if (kx_keeper_is_executing (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_BUSY,
                         "a restart has begun; it cannot be taken back");
  else if (unload->has_expect && unload->expect != kx_keeper_get_generation (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                         "what is loaded has changed since you looked; look at the status and try "
                         "again");
  else if (kx_keeper_get_armed (keeper) == NULL && !kx_keeper_is_unsure (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_NOT_ARMED, "nothing is loaded");
  else
    return TRUE;

  return FALSE;
}

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  KxArmed *armed;
  GError *error = NULL;

  if (!kx_turns_take_finish (result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  if (!check (keeper, g_task_get_task_data (task), &error))
    {
      finish (task, error);
      return;
    }

  armed = kx_keeper_get_armed (keeper);
  if (armed != NULL && armed->level == KX_LEVEL_STAGED)
    {
      dropped (keeper);
      finish (task, NULL);
      return;
    }

  kx_keeper_begin_unload (keeper);
  kx_kernel_unload_async (keeper, on_unloaded, task);
}

void
kx_unload_async (KxKeeper *keeper,
                 gboolean has_expect,
                 guint64 expect,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (keeper, cancellable, callback, user_data);
  Unload *unload = g_new0 (Unload, 1);

  unload->has_expect = has_expect;
  unload->expect = expect;
  g_task_set_task_data (task, unload, g_free);
  g_task_set_check_cancellable (task, FALSE);
  kx_turns_take_async (kx_keeper_get_turns (keeper), cancellable, on_turn, task);
}

gboolean
kx_unload_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kx_unload_now (KxKeeper *keeper)
{
  g_autoptr (GError) error = NULL;
  KxKexecState kernel;
  KxArmed *armed;

  kx_keeper_observe (keeper, &kernel);
  armed = kx_keeper_get_armed (keeper);
  if (armed == NULL ? !kx_keeper_is_unsure (keeper) : armed->origin == KX_ORIGIN_FOREIGN)
    return;

  kx_keeper_begin_unload (keeper);
  if ((armed == NULL || armed->level == KX_LEVEL_ARMED)
      && !kx_kexec_unload (kx_keeper_get_calls (keeper), &error))
    {
      g_warning ("the loaded image stays: %s", error->message);
      kx_keeper_revert (keeper);
      return;
    }

  kx_event_unloaded (armed);
  kx_keeper_end (keeper, NULL, NULL, FALSE);
}
