/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel.h"

#include "error.h"
#include "handover.h"
#include "kexec.h"
#include "ladder.h"
#include "tally.h"

/* How often an image is loaded where another program calls the kernel each time. */
#define TRIES 4

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
  g_clear_pointer (&job->handover.failure, g_free);
  g_clear_pointer (&job->handover.kernel, g_free);
  g_clear_pointer (&job->handover.initrd, g_free);
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

  /* A kernel that takes no more calls does not count them either. */
  kx_kexec_state_read (kx_root_get_fd (handover->root), &kernel);
  if (!kx_kexec_state_check (&kernel, error))
    return FALSE;
  if (kx_kexec_unload (handover->calls, &refusal))
    return TRUE;

  kx_kexec_state_read (kx_root_get_fd (handover->root), &kernel);
  kx_kexec_state_explain_refusal (&kernel, handover->machine->lockdown, &refusal);
  g_propagate_error (error, refusal);
  return FALSE;
}

/* Loads once. @whose: (out): whose calls the kernel has counted meanwhile. */
static gboolean
load_once (Job *job, GCancellable *cancellable, KxHandedOver *done, KxTally *whose, GError **error)
{
  int root_fd = kx_root_get_fd (job->handover.root);
  guint made = kx_kexec_get_made ();
  KxKexecState before;
  KxKexecState after;

  kx_kexec_state_read (root_fd, &before);
  job->handover.last_call = before.limit == 1;
  if (!kx_kexec_state_check (&before, error)
      || !kx_handover_load (&job->handover, job->plan, cancellable, done, error))
    return FALSE;

  kx_kexec_state_read (root_fd, &after);
  *whose = kx_tally (before.counter, after.counter, kx_kexec_get_made () - made);
  done->counter = *whose == KX_TALLY_OURS ? after.counter : -1;
  return TRUE;
}

static gboolean
load (Job *job, GCancellable *cancellable, KxHandedOver *done, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  KxTally whose;

  if (!load_once (job, cancellable, done, &whose, error))
    return FALSE;

  for (guint i = 1; whose == KX_TALLY_FOREIGN; i++)
    {
      kx_handed_over_clear (done);
      if (i < TRIES && load_once (job, cancellable, done, &whose, &refusal))
        continue;

      g_set_error (error, KX_ERROR, KX_ERROR_FOREIGN,
                   "another program loads or drops images at the same time, so that it is not known "
                   "what the kernel holds%s%s; find out which one does, and load again",
                   refusal != NULL ? ", and it cannot be loaded again: " : "",
                   refusal != NULL ? refusal->message : "");
      return FALSE;
    }

  return TRUE;
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
       const KxArmed *next,
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
  if (plan != NULL)
    {
      job->plan = kx_plan_ref (plan);
      job->handover.failed = kx_ladder_get_failed (keeper, plan->digest);
      job->handover.failure = kx_ladder_describe_failed (keeper, plan->digest);
      job->handover.kernel = g_strdup (next->kernel);
      if (next->initrds != NULL && g_strv_length (next->initrds) == 1)
        job->handover.initrd = g_strdup (next->initrds[0]);
    }
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

void
kx_kernel_load_async (KxKeeper *keeper,
                      KxPlan *plan,
                      const KxArmed *next,
                      guint64 floor,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  start (keeper, plan, next, floor, cancellable, callback, user_data);
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
  armed->method_lowered
      = !job->handover.only && (job->handover.failed & ((1u << done->method) - 1)) != 0;
  armed->method_reason = g_steal_pointer (&done->reason);
  armed->map = g_steal_pointer (&done->map);
  armed->memory = done->memory;
  armed->memory_peak = done->memory_peak;
  armed->counter = done->counter;
  return armed;
}

void
kx_kernel_unload_async (KxKeeper *keeper, GAsyncReadyCallback callback, gpointer user_data)
{
  start (keeper, NULL, NULL, 0, NULL, callback, user_data);
}

gboolean
kx_kernel_unload_finish (GAsyncResult *result, GError **error)
{
  g_autofree KxHandedOver *done = g_task_propagate_pointer (G_TASK (result), error);

  return done != NULL;
}
