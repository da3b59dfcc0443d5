/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "execution.h"

#include "assurance.h"
#include "error.h"
#include "events.h"
#include "guard.h"
#include "kernel.h"
#include "logind.h"
#include "promise.h"
#include "restart-now.h"
#include "seal.h"
#include "systemd.h"
#include "unloading.h"
#include "wanted.h"

/* One restart on its way. */
typedef struct
{
  KxAssessment *assessment;
  GDBusConnection *connection;
  KxExecuteRequest request;
  KxTickReading asked;
  KxArmed *staged; /* what was staged and is in the kernel only for this restart; NULL: nothing */
  KxPlan *plan;
  gboolean promised;
  GError *refusal; /* why the restart did not begin */
} Execution;

static void
execution_free (gpointer data)
{
  Execution *self = data;

  g_clear_object (&self->assessment);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->staged, kx_armed_unref);
  g_clear_pointer (&self->plan, kx_plan_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

static void
finish (GTask *task, GError *error)
{
  KxKeeper *keeper = g_task_get_source_object (task);

  kx_keeper_set_activity (keeper, NULL);
  kx_turns_give (kx_keeper_get_turns (keeper));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Execution *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (kx_kernel_unload_finish (result, &error))
    kx_keeper_end (keeper, self->staged, self->plan, FALSE);
  else
    {
      kx_keeper_revert (keeper);
      g_prefix_error (&self->refusal, "the image stays in the kernel, where an ordinary reboot may start "
                                "it (%s); ",
                      error->message);
    }

  finish (task, g_steal_pointer (&self->refusal));
}

/* The restart did not begin. What was only staged must not stay in the kernel, nor may it where it
 * is not certain any more that it is there. */
static void
refuse (GTask *task, GError *error)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  const KxArmed *armed;

  kx_event_execute_refused (kx_keeper_get_armed (keeper), error);
  if (self->promised)
    kx_promise_withdraw (keeper);
  kx_keeper_set_executing (keeper, FALSE);
  armed = kx_keeper_get_armed (keeper);
  if (self->staged == NULL || armed == NULL || armed->level == KX_LEVEL_STAGED)
    {
      finish (task, error);
      return;
    }

  self->refusal = error;
  kx_keeper_begin_unload (keeper);
  kx_kernel_unload_async (keeper, on_taken_back, task);
}

static void
on_restart (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (kx_logind_restart_finish (result, &error))
    finish (task, NULL);
  else
    refuse (task, error);
}

static gboolean
restart_now (KxKeeper *keeper, GError **error)
{
  if (kx_seal_now (keeper))
    return kx_restart_now (error);

  kx_keeper_set_executing (keeper, FALSE);
  return kx_execute_request_check_armed (keeper, error);
}

static void
on_forced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (kx_systemd_kexec_finish (result, &error))
    {
      kx_seal (keeper);
      finish (task, NULL);
      return;
    }

  /* Without systemd there is nobody else who could do it. That is root's to decide. */
  if (g_error_matches (error, KX_ERROR, KX_ERROR_UNSUPPORTED) && self->request.uid == 0)
    {
      g_clear_error (&error);
      if (restart_now (keeper, &error))
        {
          finish (task, NULL);
          return;
        }
    }

  refuse (task, error);
}

/* The point of no return. */
static void
on_guarded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Execution *self = g_task_get_task_data (task);
  int root_fd = kx_root_get_fd (kx_keeper_get_root (keeper));

  kx_guard_raise_finish (result);
  if (!kx_keeper_is_executing (keeper))
    {
      refuse (task, g_error_new_literal (KX_ERROR, KX_ERROR_CHANGED,
                                         "the restart was called off while it was being prepared; look "
                                         "at the status and try again"));
      return;
    }
  if (self->request.force)
    kx_systemd_kexec_async (self->connection, root_fd, NULL, on_forced, task);
  else
    kx_logind_restart_async (self->connection, root_fd, self->request.ignore_inhibitors, NULL,
                             on_restart, task);
}

static void
restart (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);

  kx_keeper_announce_progress (keeper, "execute", 1.0);
  kx_event_executing (kx_keeper_get_armed (keeper), self->request.uid);
  kx_keeper_set_executing (keeper, TRUE);
  kx_guard_raise_async (keeper, self->connection, on_guarded, task);
}

static void
on_promised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Execution *self = g_task_get_task_data (task);
  GError *error = NULL;

  kx_promise_finish (result);
  if (kx_execute_request_check (keeper, &self->request, &error)
      && !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    restart (task);
  else
    refuse (task, error);
}

static void
on_assured (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Execution *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kx_assure_finish (result, &error)
      || !kx_execute_request_check (keeper, &self->request, &error))
    {
      refuse (task, error);
      return;
    }

  self->promised = TRUE;
  kx_promise_async (keeper, self->request.uid, self->request.force, &self->asked, on_promised, task);
}

/* Everything allows it. */
static void
assure (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  KxArmed *armed = kx_keeper_get_armed (keeper);

  if (armed->level == KX_LEVEL_STAGED)
    {
      self->staged = kx_armed_ref (armed);
      self->plan = kx_plan_ref (kx_keeper_get_plan (keeper));
    }
  kx_assure_async (keeper, g_task_get_cancellable (task), on_assured, task);
}

static void
on_situation (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  const KxExecuteRequest *request = &self->request;
  GError *error = NULL;
  g_autoptr (KxLogindSituation) situation = kx_logind_situation_finish (result, &error);

  /* Where nobody manages sessions there are none to protect; force does not need their manager. */
  if (situation == NULL && request->force
      && g_error_matches (error, KX_ERROR, KX_ERROR_UNSUPPORTED))
    g_clear_error (&error);

  if (error == NULL
      && (situation == NULL
          || kx_logind_situation_check (situation, request->ignore_sessions,
                                        request->ignore_inhibitors, &error))
      && kx_execute_request_check (keeper, request, &error)
      && !g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    assure (task);
  else
    refuse (task, error);
}

/* What is true at the very end counts, after any prompt. */
static void
on_assessed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  g_autofree char *hazards = NULL;
  GError *error = NULL;

  if (!kx_assessment_look_finish (result, &error))
    {
      refuse (task, error);
      return;
    }

  hazards = kx_execute_request_describe_hazards (keeper);
  if (hazards != NULL && !self->request.ignore_hazards)
    {
      refuse (task, g_error_new_literal (KX_ERROR, KX_ERROR_HAZARD, hazards));
      return;
    }

  kx_logind_situation_async (self->connection, self->request.uid, g_task_get_cancellable (task),
                             on_situation, task);
}

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  Execution *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kx_turns_take_finish (result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  if (!kx_execute_request_check (keeper, &self->request, &error))
    {
      finish (task, error);
      return;
    }

  kx_assessment_look_async (self->assessment, g_task_get_cancellable (task), on_assessed, task);
}

void
kx_execute_async (KxKeeper *keeper,
                  KxAssessment *assessment,
                  GDBusConnection *connection,
                  const KxExecuteRequest *request,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (keeper, cancellable, callback, user_data);
  Execution *self = g_new0 (Execution, 1);

  self->assessment = g_object_ref (assessment);
  self->connection = g_object_ref (connection);
  self->request = *request;
  /* Whoever asked waits from here on, also while what is staged is loaded. */
  self->asked = kx_tick_clock_read (kx_root_get_fd (kx_keeper_get_root (keeper)));
  g_task_set_task_data (task, self, execution_free);
  g_task_set_check_cancellable (task, FALSE);
  kx_turns_take_async (kx_keeper_get_turns (keeper), cancellable, on_turn, task);
}

gboolean
kx_execute_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxKeeper *keeper = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_unload_finish (result, &error))
    {
      g_warning ("the image of the cancelled restart stays in the kernel: %s", error->message);
      kx_keeper_set_failure (keeper, error);
    }
  /* Nobody asked for that: what may be armed by itself is armed again. */
  kx_keeper_set_suspended (keeper, NULL);
}

void
kx_execute_cancelled (KxKeeper *keeper)
{
  /* Also a promise of the daemon before this one. */
  kx_promise_withdraw (keeper);
  if (!kx_keeper_is_executing (keeper))
    return;

  kx_keeper_set_executing (keeper, FALSE);
  if (kx_wanted_less (keeper))
    kx_unload_async (keeper, FALSE, 0, NULL, on_dropped, keeper);
}
