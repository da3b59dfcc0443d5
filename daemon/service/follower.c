/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "follower.h"

#include "attempts.h"
#include "cold.h"
#include "error.h"
#include "events.h"
#include "loading.h"
#include "pauses.h"
#include "scanner.h"
#include "unloading.h"
#include "waiters.h"
#include "wanted.h"

struct _KxFollower
{
  GObject parent_instance;

  KxKeeper *keeper;
  gulong changed_id;
  gulong quarantine_id;
  KxScanner *scanner;

  gboolean loading;     /* a load of our own is under way */
  gboolean recovering;  /* … that ends the uncertainty after a crash */
  char *wanted;         /* … and the image that it loads */
  KxAttempts attempts;
  gboolean stuck;       /* the kernel did not give up what has to go; tried again as a load is */
  gboolean scan_failed; /* the failure that Status shows is one of looking */
  KxPauses *reloads;    /* for loads that failed */
  guint evaluation;     /* idle source */
  KxWaiters *waiters;   /* for the end of what a look at /boot leads to */
};

G_DEFINE_FINAL_TYPE (KxFollower, kx_follower, G_TYPE_OBJECT)

static void evaluate (KxFollower *self);

static void
kx_follower_init (KxFollower *self)
{
  self->waiters = kx_waiters_new ();
}

static void
kx_follower_dispose (GObject *object)
{
  KxFollower *self = KX_FOLLOWER (object);

  if (self->scanner != NULL)
    g_signal_handlers_disconnect_by_data (self->scanner, self);
  g_clear_object (&self->scanner);
  if (self->keeper != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->keeper);
      g_clear_signal_handler (&self->quarantine_id, self->keeper);
      kx_turns_set_rest_function (kx_keeper_get_turns (self->keeper), NULL, NULL);
    }
  g_clear_object (&self->keeper);
  g_clear_handle_id (&self->evaluation, g_source_remove);
  g_clear_pointer (&self->reloads, kx_pauses_free);

  G_OBJECT_CLASS (kx_follower_parent_class)->dispose (object);
}

static void
kx_follower_finalize (GObject *object)
{
  KxFollower *self = KX_FOLLOWER (object);

  g_free (self->wanted);
  kx_attempts_clear (&self->attempts);
  kx_waiters_free (self->waiters);

  G_OBJECT_CLASS (kx_follower_parent_class)->finalize (object);
}

static void
kx_follower_class_init (KxFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_follower_dispose;
  G_OBJECT_CLASS (klass)->finalize = kx_follower_finalize;
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
      kx_attempts_succeed (&self->attempts);
      if (armed->origin != KX_ORIGIN_FALLBACK)
        kx_waiters_release (self->waiters, NULL);
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

  kx_attempts_fail (&self->attempts, self->keeper, error);
  if (kx_attempts_may_heal (error))
    kx_pauses_next (self->reloads);
  /* /boot may have moved on meanwhile. */
  evaluate (self);
}

static void
load (KxFollower *self, const char *image)
{
  KxLoadRequest *request = kx_load_request_new (image);
  const KxImage *choice = kx_wanted_choice (self->keeper);

  if (kx_wanted_pinned (self->keeper) != NULL)
    {
      request->may_replace = request->has_expect = TRUE;
      request->expect = kx_keeper_get_generation (self->keeper);
    }

  kx_attempts_begin (&self->attempts, *image != '\0' || choice == NULL ? image : choice->id,
                     kx_wanted_stamp (self->keeper), FALSE);
  self->loading = TRUE;
  kx_load_async (self->keeper, request, NULL, on_loaded, g_object_ref (self));
}

static gboolean
load_fallback (KxFollower *self)
{
  const KxImage *image = kx_attempts_find_fallback (&self->attempts, self->keeper);
  KxLoadRequest *request;

  if (image == NULL)
    return FALSE;

  request = kx_load_request_new (image->id);
  request->fallback = TRUE;
  kx_attempts_begin (&self->attempts, image->id, image->stamp, TRUE);
  self->loading = TRUE;
  kx_load_async (self->keeper, request, NULL, on_loaded, g_object_ref (self));
  return TRUE;
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
    {
      self->stuck = TRUE;
      kx_keeper_set_failure (self->keeper, error);
      if (kx_attempts_may_heal (error))
        kx_pauses_next (self->reloads);
    }
  kx_keeper_set_suspended (self->keeper, NULL);
  evaluate (self);
}

static void
drop (KxFollower *self)
{
  self->recovering = self->loading = TRUE;
  kx_unload_async (self->keeper, FALSE, 0, NULL, on_dropped, g_object_ref (self));
}

/* A predecessor ended in the middle of a call: whatever the kernel holds gives way to something
 * that is known. What must not be in the kernel at all is dropped before anything else. */
static void
recover (KxFollower *self)
{
  KxLevel configured = kx_keeper_get_config (self->keeper)->level;
  const KxArmed *wanted = kx_keeper_get_interrupted (self->keeper);

  kx_keeper_set_suspended (self->keeper, NULL);
  if (configured != KX_LEVEL_ARMED
      || (wanted != NULL
          && (wanted->origin == KX_ORIGIN_CUSTOM || wanted->origin == KX_ORIGIN_FALLBACK)))
    drop (self);
  else if (wanted != NULL && wanted->origin == KX_ORIGIN_LISTED)
    {
      /* A pinned image: once /boot has been looked at. */
      self->recovering = TRUE;
      self->wanted = g_strdup (wanted->image);
    }
}

/* Loads what should be loaded and is not, drops what must not be; otherwise there is nothing to
 * wait for. Nothing gets into the kernel before it is known whether the machine would survive it. */
static void
evaluate (KxFollower *self)
{
  gboolean wanted;

  /* Whoever has the turn changes what this depends on; when he gives it, this is called again. */
  if (self->loading || kx_scanner_is_scanning (self->scanner)
      || kx_turns_taken (kx_keeper_get_turns (self->keeper))
      || kx_keeper_get_catalogue (self->keeper) == NULL || !kx_keeper_is_assessed (self->keeper))
    return;

  if (kx_keeper_is_executing (self->keeper))
    {
      kx_waiters_release (self->waiters, NULL);
      return;
    }

  if (self->recovering)
    {
      load (self, self->wanted);
      return;
    }

  wanted = kx_wanted_load (self->keeper);
  if (wanted && !kx_attempts_have_failed (&self->attempts, kx_wanted_stamp (self->keeper)))
    {
      const KxArmed *pinned = kx_wanted_pinned (self->keeper);

      load (self, pinned != NULL ? pinned->image : "");
    }
  else if (kx_wanted_out (self->keeper) && !self->stuck)
    drop (self);
  else if (!wanted || !load_fallback (self))
    kx_waiters_release (self->waiters,
                        wanted || self->stuck ? kx_keeper_get_failure (self->keeper) : NULL);
}

static gboolean
on_evaluation (gpointer user_data)
{
  KxFollower *self = user_data;

  self->evaluation = 0;
  evaluate (self);
  return G_SOURCE_REMOVE;
}

/* From the loop, so that whoever just changed something can finish first. */
static void
evaluate_later (gpointer user_data)
{
  KxFollower *self = user_data;

  if (self->evaluation == 0)
    self->evaluation = g_idle_add (on_evaluation, self);
}

static void
take_catalogue (KxFollower *self, KxCatalogue *catalogue)
{
  const KxImage *before = kx_wanted_choice (self->keeper);
  g_autofree char *stamp = before != NULL ? g_strdup (before->stamp) : NULL;
  gboolean first = kx_keeper_get_catalogue (self->keeper) == NULL;

  kx_keeper_set_catalogue (self->keeper, catalogue);
  kx_cold_update (self->keeper);
  kx_keeper_set_problem (self->keeper, kx_scanner_get_problem (self->scanner));

  /* Unload holds until something changes in /boot. */
  if (!first && catalogue->choice != NULL && g_strcmp0 (stamp, catalogue->choice->stamp) != 0)
    {
      kx_keeper_set_suspended (self->keeper, NULL);
      kx_keeper_set_failure (self->keeper, NULL);
    }
}

static void
on_scanned (KxScanner *scanner, KxCatalogue *catalogue, const GError *error, KxFollower *self)
{
  if (catalogue == NULL)
    {
      self->scan_failed = TRUE;
      kx_keeper_set_failure (self->keeper, error);
      kx_waiters_release (self->waiters, error);
      return;
    }

  if (self->scan_failed)
    kx_keeper_set_failure (self->keeper, NULL);
  self->scan_failed = FALSE;
  take_catalogue (self, catalogue);
  evaluate (self);
}

/* What failed may go better with what is there now. */
static void
on_disk_changed (KxScanner *scanner, KxFollower *self)
{
  kx_pauses_reset (self->reloads);
  kx_attempts_forget (&self->attempts);
  self->stuck = FALSE;
}

static void
on_waiting_changed (KxScanner *scanner, KxFollower *self)
{
  kx_keeper_set_waiting (self->keeper, kx_scanner_get_waiting (scanner));
}

static void
on_reload_pause (gpointer user_data)
{
  KxFollower *self = user_data;

  kx_attempts_forget (&self->attempts);
  self->stuck = FALSE;
  kx_scanner_scan (self->scanner);
}

/* What was refused may be forgiven. */
static void
on_quarantine_changed (KxFollower *self)
{
  kx_attempts_forget (&self->attempts);
  evaluate_later (self);
}

KxFollower *
kx_follower_new (KxKeeper *keeper, GError **error)
{
  g_autoptr (KxFollower) self = g_object_new (KX_TYPE_FOLLOWER, NULL);

  self->scanner = kx_scanner_new (kx_keeper_get_root (keeper), error);
  if (self->scanner == NULL)
    return NULL;

  self->keeper = g_object_ref (keeper);
  kx_cold_update (keeper);
  self->reloads = kx_pauses_new (on_reload_pause, self);
  g_signal_connect (self->scanner, "changed", G_CALLBACK (on_disk_changed), self);
  g_signal_connect (self->scanner, "scanned", G_CALLBACK (on_scanned), self);
  g_signal_connect (self->scanner, "waiting-changed", G_CALLBACK (on_waiting_changed), self);
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (evaluate_later), self);
  self->quarantine_id = g_signal_connect_swapped (keeper, "quarantine-changed",
                                                  G_CALLBACK (on_quarantine_changed), self);
  kx_turns_set_rest_function (kx_keeper_get_turns (keeper), evaluate_later, self);

  if (kx_keeper_is_unsure (keeper))
    recover (self);
  else if (kx_wanted_less (self->keeper))
    drop (self);
  kx_scanner_scan (self->scanner);
  return g_steal_pointer (&self);
}

void
kx_follower_rescan_async (KxFollower *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  kx_waiters_add (self->waiters, self, cancellable, callback, user_data);
  kx_keeper_set_suspended (self->keeper, NULL);
  on_disk_changed (self->scanner, self);
  kx_scanner_scan (self->scanner);
}

void
kx_follower_reconsider (KxFollower *self)
{
  on_disk_changed (self->scanner, self);
  if (!self->scan_failed)
    kx_keeper_set_failure (self->keeper, NULL);
  evaluate_later (self);
}

gboolean
kx_follower_rescan_finish (GAsyncResult *result, GError **error)
{
  return kx_waiters_add_finish (result, error);
}

void
kx_follower_look_async (KxFollower *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  kx_waiters_add (self->waiters, self, cancellable, callback, user_data);
  evaluate_later (self);
}

gboolean
kx_follower_look_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) outcome = NULL;

  /* What became of the default image is another matter. */
  if (kx_waiters_add_finish (result, &outcome)
      || !g_error_matches (outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&outcome));
  return FALSE;
}
