/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "follower.h"

#include "arming.h"
#include "error.h"
#include "events.h"
#include "loading.h"
#include "pauses.h"
#include "scan.h"
#include "unloading.h"
#include "watch.h"

struct _KxFollower
{
  GObject parent_instance;

  KxKeeper *keeper;
  gulong changed_id;
  KxWatch *watch;

  GCancellable *scan;   /* of the scan under way; NULL: none */
  gboolean loading;     /* a load of our own is under way */
  gboolean recovering;  /* … that ends the uncertainty after a crash */
  char *wanted;         /* … and the image that it loads */
  char *failed_stamp;   /* image that could not be loaded; NULL: none */
  KxPauses *rescans;    /* for images that are still being written */
  KxPauses *reloads;    /* for loads that failed */
  guint evaluation;     /* idle source */
  GPtrArray *waiting;   /* GTask* of kx_follower_rescan_async() */
};

G_DEFINE_FINAL_TYPE (KxFollower, kx_follower, G_TYPE_OBJECT)

static void start_scan (KxFollower *self);
static void evaluate (KxFollower *self);

static void
kx_follower_init (KxFollower *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
kx_follower_dispose (GObject *object)
{
  KxFollower *self = KX_FOLLOWER (object);

  if (self->scan != NULL)
    g_cancellable_cancel (self->scan);
  g_clear_object (&self->scan);
  g_clear_object (&self->watch);
  if (self->keeper != NULL)
    g_clear_signal_handler (&self->changed_id, self->keeper);
  g_clear_object (&self->keeper);
  g_clear_handle_id (&self->evaluation, g_source_remove);
  g_clear_pointer (&self->rescans, kx_pauses_free);
  g_clear_pointer (&self->reloads, kx_pauses_free);

  G_OBJECT_CLASS (kx_follower_parent_class)->dispose (object);
}

static void
kx_follower_finalize (GObject *object)
{
  KxFollower *self = KX_FOLLOWER (object);

  g_free (self->wanted);
  g_free (self->failed_stamp);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (kx_follower_parent_class)->finalize (object);
}

static void
kx_follower_class_init (KxFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_follower_dispose;
  G_OBJECT_CLASS (klass)->finalize = kx_follower_finalize;
}

/* Everything that had to be looked at and loaded is. */
static void
release_waiting (KxFollower *self, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    if (error != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_boolean (tasks->pdata[i], TRUE);
}

/* Whether the same attempt may go better in a moment, with nothing in /boot having changed. */
static gboolean
may_heal (const GError *error)
{
  return g_error_matches (error, KX_ERROR, KX_ERROR_BUSY)
         || g_error_matches (error, KX_ERROR, KX_ERROR_NO_MEMORY)
         || g_error_matches (error, KX_ERROR, KX_ERROR_CHANGED)
         || g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE)
         || g_error_matches (error, KX_ERROR, KX_ERROR_FAILED);
}

static const KxImage *
get_choice (KxFollower *self)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (self->keeper);

  return catalogue != NULL ? catalogue->choice : NULL;
}

static void
note_failure (KxFollower *self, const GError *error)
{
  const KxImage *choice = get_choice (self);

  g_free (self->failed_stamp);
  self->failed_stamp = g_strdup (choice != NULL ? choice->stamp : NULL);
  kx_keeper_set_failure (self->keeper, error);
  kx_event_load_failed (choice != NULL ? choice->id : "", error);
  if (may_heal (error))
    kx_pauses_next (self->reloads);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxFollower) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxArmed) armed = kx_load_finish (result, &error);

  self->loading = FALSE;
  if (self->keeper == NULL)
    return;

  if (armed != NULL)
    {
      self->recovering = FALSE;
      kx_pauses_reset (self->reloads);
      g_clear_pointer (&self->failed_stamp, g_free);
      release_waiting (self, NULL);
      evaluate (self);
      return;
    }

  /* The image that was being loaded before a crash is gone: take the default one. */
  if (self->recovering)
    {
      self->recovering = FALSE;
      evaluate (self);
      return;
    }

  note_failure (self, error);
  release_waiting (self, error);
}

static void
load (KxFollower *self, const char *image)
{
  KxLoadRequest *request = kx_load_request_new (image);

  self->loading = TRUE;
  kx_load_async (self->keeper, request, NULL, on_loaded, g_object_ref (self));
}

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxFollower) self = user_data;
  g_autoptr (GError) error = NULL;

  self->loading = FALSE;
  self->recovering = FALSE;
  if (self->keeper == NULL)
    return;

  if (!kx_unload_finish (result, &error))
    kx_keeper_set_failure (self->keeper, error);
  kx_keeper_set_suspended (self->keeper, NULL);
  evaluate (self);
}

/* A predecessor ended in the middle of a call: whatever the kernel holds gives way to something that
 * is known. What must not be in the kernel at all is dropped before anything else. */
static void
recover (KxFollower *self, const KxArmed *wanted)
{
  KxLevel configured = kx_keeper_get_config (self->keeper)->level;

  if (configured != KX_LEVEL_ARMED || (wanted != NULL && wanted->origin == KX_ORIGIN_CUSTOM))
    {
      self->recovering = self->loading = TRUE;
      kx_unload_async (self->keeper, FALSE, 0, NULL, on_dropped, g_object_ref (self));
    }
  else if (wanted != NULL && wanted->origin == KX_ORIGIN_LISTED)
    {
      /* A pinned image: once /boot has been looked at. */
      self->recovering = TRUE;
      self->wanted = g_strdup (wanted->image);
    }
}

static gboolean
is_wanted (KxFollower *self)
{
  KxArmed *armed = kx_keeper_get_armed (self->keeper);
  const KxImage *choice = get_choice (self);
  const KxImage *same = NULL;
  KxKexecState kernel;
  const char *why;

  if (armed != NULL && armed->image != NULL && kx_keeper_get_catalogue (self->keeper) != NULL)
    same = kx_catalogue_find (kx_keeper_get_catalogue (self->keeper), armed->image);

  kx_kexec_state_read (kx_root_get_fd (kx_keeper_get_root (self->keeper)), &kernel);
  if (!kernel.supported || kernel.disabled == 1)
    return FALSE;

  return kx_arming_wanted (
      &(KxArmingFacts){
          .configured = kx_keeper_get_config (self->keeper)->level,
          .suspended = kx_keeper_get_suspended (self->keeper),
          .armed = kx_keeper_get_armed (self->keeper),
          .unsure = kx_keeper_is_unsure (self->keeper),
          .choice_stamp = choice != NULL ? choice->stamp : NULL,
          .armed_exists = same != NULL,
          .armed_complete = same != NULL && same->complete,
          .limit = kernel.limit,
      },
      &why);
}

/* Loads the default image where it should be and is not; otherwise there is nothing to wait for. */
static void
evaluate (KxFollower *self)
{
  const KxImage *choice = get_choice (self);

  /* Whoever has the turn changes what this depends on; when he gives it, on_changed() comes. */
  if (self->loading || self->scan != NULL || kx_turns_taken (kx_keeper_get_turns (self->keeper))
      || kx_keeper_get_catalogue (self->keeper) == NULL
      || kx_keeper_is_executing (self->keeper))
    return;

  if (!is_wanted (self))
    release_waiting (self, NULL);
  else if (self->failed_stamp == NULL || g_strcmp0 (self->failed_stamp, choice->stamp) != 0)
    load (self, "");
  else
    release_waiting (self, kx_keeper_get_failure (self->keeper));
}

static gboolean
on_evaluation (gpointer user_data)
{
  KxFollower *self = user_data;

  self->evaluation = 0;
  evaluate (self);
  return G_SOURCE_REMOVE;
}

/* Somebody else's load or unload has ended, as it may: from the loop, when he has given his turn. */
static void
on_changed (KxKeeper *keeper, KxFollower *self)
{
  if (self->evaluation == 0)
    self->evaluation = g_idle_add (on_evaluation, self);
}

static void
take_catalogue (KxFollower *self, KxCatalogue *catalogue)
{
  const KxImage *before = get_choice (self);
  g_autofree char *stamp = before != NULL ? g_strdup (before->stamp) : NULL;
  gboolean first = kx_keeper_get_catalogue (self->keeper) == NULL;

  kx_keeper_set_catalogue (self->keeper, catalogue);
  kx_watch_set_paths (self->watch, catalogue->watch);

  /* Unload holds until something changes in /boot. */
  if (!first && catalogue->choice != NULL && g_strcmp0 (stamp, catalogue->choice->stamp) != 0)
    kx_keeper_set_suspended (self->keeper, NULL);

  if (catalogue->pending)
    kx_pauses_next (self->rescans);
  else
    kx_pauses_reset (self->rescans);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxFollower) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxCatalogue) catalogue = g_task_propagate_pointer (G_TASK (result), &error);

  /* A newer scan has taken its place. */
  if (g_task_get_cancellable (G_TASK (result)) != self->scan)
    return;
  g_clear_object (&self->scan);

  if (catalogue == NULL)
    {
      kx_keeper_set_failure (self->keeper, error);
      kx_pauses_next (self->rescans);
      release_waiting (self, error);
      return;
    }

  take_catalogue (self, catalogue);
  if (self->recovering && !self->loading)
    load (self, self->wanted);
  else
    evaluate (self);
}

static void
run_scan (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  KxCatalogue *catalogue = kx_scan (data, cancellable, &error);

  if (catalogue != NULL)
    g_task_return_pointer (task, catalogue, (GDestroyNotify) kx_catalogue_unref);
  else
    g_task_return_error (task, error);
}

static void
start_scan (KxFollower *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->scan != NULL)
    g_cancellable_cancel (self->scan);
  g_clear_object (&self->scan);

  self->scan = g_cancellable_new ();
  task = g_task_new (NULL, self->scan, on_scanned, g_object_ref (self));
  g_task_set_task_data (task, kx_root_ref (kx_keeper_get_root (self->keeper)),
                        (GDestroyNotify) kx_root_unref);
  g_task_run_in_thread (task, run_scan);
}

static void
on_settled (KxWatch *watch, KxFollower *self)
{
  kx_pauses_reset (self->rescans);
  kx_pauses_reset (self->reloads);
  g_clear_pointer (&self->failed_stamp, g_free);
  start_scan (self);
}

static void
on_waiting_changed (KxWatch *watch, KxFollower *self)
{
  kx_keeper_set_waiting (self->keeper, kx_watch_get_waiting (watch));
}

static void
on_rescan_pause (gpointer user_data)
{
  KxFollower *self = user_data;

  /* Files are changing right now, or a package manager is at work: the watch says when that is over. */
  if (kx_watch_get_waiting (self->watch) == NULL)
    start_scan (self);
}

static void
on_reload_pause (gpointer user_data)
{
  KxFollower *self = user_data;

  g_clear_pointer (&self->failed_stamp, g_free);
  start_scan (self);
}

KxFollower *
kx_follower_new (KxKeeper *keeper, KxRecovery recovery, KxArmed *wanted, GError **error)
{
  g_autoptr (KxFollower) self = g_object_new (KX_TYPE_FOLLOWER, NULL);

  self->watch = kx_watch_new (kx_keeper_get_root (keeper), error);
  if (self->watch == NULL)
    return NULL;

  self->keeper = g_object_ref (keeper);
  self->rescans = kx_pauses_new (on_rescan_pause, self);
  self->reloads = kx_pauses_new (on_reload_pause, self);
  g_signal_connect (self->watch, "settled", G_CALLBACK (on_settled), self);
  g_signal_connect (self->watch, "waiting-changed", G_CALLBACK (on_waiting_changed), self);
  self->changed_id = g_signal_connect (keeper, "changed", G_CALLBACK (on_changed), self);

  if (recovery == KX_RECOVERY_UNSURE)
    recover (self, wanted);
  start_scan (self);
  return g_steal_pointer (&self);
}

void
kx_follower_rescan_async (KxFollower *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_ptr_array_add (self->waiting, g_task_new (self, cancellable, callback, user_data));
  kx_keeper_set_suspended (self->keeper, NULL);
  on_settled (self->watch, self);
}

void
kx_follower_look_async (KxFollower *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (kx_keeper_get_catalogue (self->keeper) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

gboolean
kx_follower_look_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  /* What became of the default image is another matter. */
  if (!g_task_propagate_boolean (G_TASK (result), &local_error)
      && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}

gboolean
kx_follower_rescan_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
