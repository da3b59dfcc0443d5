/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel.h"

#include "handover.h"
#include "kexec.h"

/* What the thread needs; immutable. */
typedef struct
{
  KxHandover handover;
  KxPlan *plan; /* NULL: unload */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->handover.root, kx_root_unref);
  g_clear_pointer (&job->handover.memory, kx_memory_files_unref);
  g_clear_pointer (&job->plan, kx_plan_unref);
  g_free (job);
}

static void
handed_over_free (gpointer data)
{
  kx_handed_over_clear (data);
  g_free (data);
}

static gboolean
unload (const KxHandover *handover, GError **error)
{
  GError *refusal = NULL;
  KxKexecState kernel;

  if (kx_kexec_unload (handover->calls, &refusal))
    return TRUE;

  kx_kexec_state_read (kx_root_get_fd (handover->root), &kernel);
  kx_kexec_state_explain_refusal (&kernel, handover->machine->lockdown, &refusal);
  g_propagate_error (error, refusal);
  return FALSE;
}

static gboolean
load (Job *job, GCancellable *cancellable, KxHandedOver *done, GError **error)
{
  KxKexecState kernel;

  kx_kexec_state_read (kx_root_get_fd (job->handover.root), &kernel);
  job->handover.last_call = kernel.limit == 1;
  return kx_kexec_state_check (&kernel, error)
         && kx_handover_load (&job->handover, job->plan, cancellable, done, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autofree KxHandedOver *done = g_new0 (KxHandedOver, 1);
  GError *error = NULL;

  if (job->plan != NULL ? load (job, cancellable, done, &error) : unload (&job->handover, &error))
    g_task_return_pointer (task, g_steal_pointer (&done), handed_over_free);
  else
    g_task_return_error (task, error);
}

static void
start (KxKeeper *keeper,
       KxPlan *plan,
       guint64 floor,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (keeper, cancellable, callback, user_data);
  const KxConfig *config = kx_keeper_get_config (keeper);
  Job *job = g_new0 (Job, 1);

  job->handover.calls = kx_keeper_get_calls (keeper);
  job->handover.root = kx_root_ref (kx_keeper_get_root (keeper));
  job->handover.machine = kx_keeper_get_machine (keeper);
  job->handover.memory = kx_memory_files_ref (kx_keeper_get_memory (keeper));
  job->handover.first = config->method;
  job->handover.floor = floor;
  job->handover.only = config->is_only_method;
  job->plan = plan != NULL ? kx_plan_ref (plan) : NULL;
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

void
kx_kernel_load_async (KxKeeper *keeper,
                      KxPlan *plan,
                      guint64 floor,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  start (keeper, plan, floor, cancellable, callback, user_data);
}

KxArmed *
kx_kernel_load_finish (GAsyncResult *result, const KxArmed *next, GError **error)
{
  g_autofree KxHandedOver *done = g_task_propagate_pointer (G_TASK (result), error);
  const Job *job = g_task_get_task_data (G_TASK (result));
  KxArmed *armed;

  if (done == NULL)
    return NULL;

  armed = kx_armed_at_level (next, KX_LEVEL_ARMED);
  armed->method = g_strdup (kx_method_to_string (done->method));
  armed->method_named = job->handover.only;
  armed->method_reason = g_steal_pointer (&done->reason);
  armed->map = g_steal_pointer (&done->map);
  armed->memory = done->memory;
  armed->memory_peak = done->memory_peak;
  return armed;
}

void
kx_kernel_unload_async (KxKeeper *keeper, GAsyncReadyCallback callback, gpointer user_data)
{
  start (keeper, NULL, 0, NULL, callback, user_data);
}

gboolean
kx_kernel_unload_finish (GAsyncResult *result, GError **error)
{
  g_autofree KxHandedOver *done = g_task_propagate_pointer (G_TASK (result), error);

  return done != NULL;
}
