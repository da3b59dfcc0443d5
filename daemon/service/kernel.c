/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel.h"

#include "kexec.h"

/* What the thread needs; immutable. */
typedef struct
{
  const KxKexecCalls *calls;
  KxRoot *root;
  KxLockdown lockdown;
  KxPlan *plan; /* NULL: unload */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->root, kx_root_unref);
  g_clear_pointer (&job->plan, kx_plan_unref);
  g_free (job);
}

static gboolean
ask (const Job *job, GCancellable *cancellable, GError **error)
{
  KxKexecState kernel;

  if (job->plan == NULL)
    return kx_kexec_unload (job->calls, error);

  kx_kexec_state_read (kx_root_get_fd (job->root), &kernel);
  return kx_kexec_state_check (&kernel, error)
         && kx_kexec_file_load (job->calls, job->plan->kernel_fd, job->plan->initrd_fd,
                                job->plan->cmdline, cancellable, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  KxKexecState kernel;

  if (ask (job, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  kx_kexec_state_read (kx_root_get_fd (job->root), &kernel);
  kx_kexec_state_explain_refusal (&kernel, job->lockdown, &error);
  g_task_return_error (task, error);
}

static void
start (KxKeeper *keeper,
       KxPlan *plan,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (keeper, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->calls = kx_keeper_get_calls (keeper);
  job->root = kx_root_ref (kx_keeper_get_root (keeper));
  job->lockdown = kx_keeper_get_machine (keeper)->lockdown;
  job->plan = plan != NULL ? kx_plan_ref (plan) : NULL;
  g_task_set_task_data (task, job, job_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

void
kx_kernel_load_async (KxKeeper *keeper,
                      KxPlan *plan,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  start (keeper, plan, cancellable, callback, user_data);
}

gboolean
kx_kernel_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kx_kernel_unload_async (KxKeeper *keeper, GAsyncReadyCallback callback, gpointer user_data)
{
  start (keeper, NULL, NULL, callback, user_data);
}

gboolean
kx_kernel_unload_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
