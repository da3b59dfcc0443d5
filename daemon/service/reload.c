/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reload.h"

#include "config-files.h"
#include "events.h"
#include "notify.h"

struct _KxReload
{
  KxKeeper *keeper;
  KxFollower *follower;
  KxAssessment *assessment;
  GCancellable *reading; /* NULL: nothing is being read */
  gboolean again;
};

/* What the files say. */
typedef struct
{
  KxConfig config;
  char **mistakes;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_strfreev (reading->mistakes);
  g_free (reading);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->mistakes = kx_config_load (data, &reading->config);
  g_task_return_pointer (task, reading, reading_free);
}

static void read_files (KxReload *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = g_task_propagate_pointer (G_TASK (result), NULL);
  KxReload *self = user_data;

  if (reading == NULL)
    return; /* cancelled: there is no self any more */

  g_clear_object (&self->reading);
  if (self->again)
    read_files (self);
  else
    {
      kx_event_config_mistakes (reading->mistakes);
      kx_keeper_set_config (self->keeper, &reading->config, reading->mistakes);
      kx_follower_reconsider (self->follower);
      kx_assessment_look_async (self->assessment, NULL, NULL, NULL);
      g_message ("the configuration was read anew");
      kx_notify_ready ();
    }
  reading_free (reading);
}

static void
read_files (KxReload *self)
{
  g_autoptr (GTask) task = NULL;

  self->again = FALSE;
  self->reading = g_cancellable_new ();
  task = g_task_new (NULL, self->reading, on_read, self);
  g_task_set_task_data (task, kx_root_ref (kx_keeper_get_root (self->keeper)),
                        (GDestroyNotify) kx_root_unref);
  g_task_run_in_thread (task, run);
}

void
kx_reload_begin (KxReload *self)
{
  kx_notify_reloading ();
  if (self->reading != NULL)
    self->again = TRUE;
  else
    read_files (self);
}

KxReload *
kx_reload_new (KxKeeper *keeper, KxFollower *follower, KxAssessment *assessment)
{
  KxReload *self = g_new0 (KxReload, 1);

  self->keeper = g_object_ref (keeper);
  self->follower = g_object_ref (follower);
  self->assessment = g_object_ref (assessment);
  return self;
}

void
kx_reload_free (KxReload *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->assessment);
  g_clear_object (&self->follower);
  g_clear_object (&self->keeper);
  g_free (self);
}
