/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loading.h"

#include "error.h"
#include "events.h"
#include "gathering.h"
#include "kernel.h"
#include "ladder.h"
#include "ledger.h"
#include "memory-guard.h"
#include "own-memory.h"
#include "wanted.h"

/* One load on its way. */
typedef struct
{
  KxLoadRequest *request;
  KxImage *image; /* NULL: own files */
  KxOrigin origin;
  KxLevel level;
  guint panic_timeout; /* for the recipe */
  KxPlan *plan;
  KxArmed *next;
  gboolean has_turn;
  gboolean made_room; /* what was armed had to go first */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->request, kx_load_request_free);
  g_clear_pointer (&load->image, kx_image_unref);
  g_clear_pointer (&load->plan, kx_plan_unref);
  g_clear_pointer (&load->next, kx_armed_unref);
  g_free (load);
}

/* The end of every way through; a task that never got its turn owes none. */
static void
give_turn (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  if (!load->has_turn)
    return;

  kx_keeper_set_activity (keeper, NULL);
  kx_turns_give (kx_keeper_get_turns (keeper));
}

static void
fail (GTask *task, GError *error)
{
  give_turn (task);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
succeed (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  g_autoptr (KxArmed) armed = kx_armed_ref (load->next);

  give_turn (task);
  g_task_return_pointer (task, g_steal_pointer (&armed), (GDestroyNotify) kx_armed_unref);
  g_object_unref (task);
}

static guint64
get_spare (KxKeeper *keeper)
{
  int root_fd = kx_root_get_fd (kx_keeper_get_root (keeper));

  return kx_memory_floor_get_spare (kx_memory_guard_get_floor (keeper),
                                    kx_own_memory_get_available (root_fd));
}

static KxArmed *
describe (const Load *load)
{
  KxArmed *armed = kx_armed_new (load->origin, load->level);

  armed->image = g_strdup (load->image != NULL ? load->image->id : "");
  armed->kernel = g_strdup (load->image != NULL ? load->image->kernel : "");
  armed->initrds = load->image != NULL ? g_strdupv ((char **) (gpointer) load->image->initrds)
                                       : g_new0 (char *, 1);
  armed->stamp = g_strdup (load->image != NULL ? load->image->stamp : "");
  armed->release = g_strdup (load->plan->release);
  armed->cmdline = g_strdup (load->plan->cmdline);
  armed->panic_timeout = load->panic_timeout;
  armed->digest = g_strdup (load->plan->digest);
  armed->memory = load->plan->memory;
  armed->since = g_get_real_time ();
  return armed;
}

/* Everything that Execute would start is there already: only whose it is may be new. */
static gboolean
is_loaded_already (KxKeeper *keeper, const KxArmed *next)
{
  KxArmed *armed = kx_keeper_get_armed (keeper);

  return !kx_keeper_is_unsure (keeper) && armed != NULL && armed->level == next->level
         && g_strcmp0 (armed->digest, next->digest) == 0 && !kx_wanted_other_method (keeper, armed);
}

/* The same image, for somebody else perhaps, at the same place. */
static void
adopt (const KxArmed *armed, KxArmed *next)
{
  next->since = armed->since;
  next->method = g_strdup (armed->method);
  next->method_named = armed->method_named;
  next->method_lowered = armed->method_lowered;
  next->method_reason = g_strdup (armed->method_reason);
  next->map = g_strdup (armed->map);
  next->memory = armed->memory;
  next->memory_peak = armed->memory_peak;
}

static gboolean
kernel_holds_something (KxKeeper *keeper)
{
  KxArmed *armed = kx_keeper_get_armed (keeper);

  return kx_keeper_is_unsure (keeper) || (armed != NULL && armed->level == KX_LEVEL_ARMED);
}

static void
done (GTask *task, gboolean loaded)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autofree char *hindrance = kx_keeper_describe_hindrance (keeper);

  kx_keeper_end (keeper, load->next, load->level == KX_LEVEL_STAGED ? load->plan : NULL, loaded);
  kx_keeper_set_suspended (keeper, NULL);
  /* Why the default image is not there stays worth knowing. */
  if (load->origin != KX_ORIGIN_FALLBACK)
    kx_keeper_set_failure (keeper, NULL);
  kx_event_loaded (load->next, hindrance);
  succeed (task);
}

/* Memory does not reach for arming it, and it is here already: better staged than not at all. */
static gboolean
stage_instead (GTask *task, const GError *refusal)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  if (!g_error_matches (refusal, KX_ERROR, KX_ERROR_NO_MEMORY) || kernel_holds_something (keeper)
      || kx_memory_guard_get_floor (keeper) == 0)
    return FALSE;

  kx_keeper_set_hindrance (keeper, KX_HINDRANCE_MEMORY, refusal->message);
  load->level = KX_LEVEL_STAGED;
  kx_armed_unref (load->next);
  load->next = describe (load);
  done (task, FALSE);
  return TRUE;
}

static void
on_kernel_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  KxArmed *armed = kx_kernel_load_finish (result, load->next, &error);

  if (armed == NULL)
    {
      if (g_error_matches (error, KX_ERROR, KX_ERROR_FOREIGN))
        kx_keeper_lose (keeper);
      else
        kx_keeper_revert (keeper);
      if (stage_instead (task, error))
        g_error_free (error);
      else
        fail (task, error);
      return;
    }

  kx_armed_unref (load->next);
  load->next = armed;
  kx_keeper_announce_progress (keeper, "load", 1.0);
  done (task, TRUE);
}

static void
on_kernel_unloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  GError *error = NULL;

  if (!kx_kernel_unload_finish (result, &error))
    {
      kx_keeper_revert (keeper);
      g_prefix_error_literal (&error, "the image is good, but the one that is loaded cannot be "
                                      "dropped for it: ");
      fail (task, error);
      return;
    }

  done (task, FALSE);
}

static void
on_gathered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Load *load = g_task_get_task_data (task);
  KxKexecState kernel;
  GError *error = NULL;

  load->plan = kx_gather_finish (result, &error);
  if (load->plan == NULL)
    {
      /* Nobody chose the default image in its place. */
      if (load->made_room && load->origin == KX_ORIGIN_LISTED)
        kx_keeper_set_suspended (keeper, KX_LEDGER_NO_ROOM_FOR_PINNED);
      fail (task, error);
      return;
    }

  /* Reading took its time: another program may have loaded something meanwhile. */
  kx_keeper_observe (keeper, &kernel);
  if (!kx_load_request_check (keeper, load->request, &error))
    {
      fail (task, error);
      return;
    }

  if (!kx_ladder_check (keeper, load->image != NULL ? load->image->id : "", load->plan->digest,
                        &error))
    {
      fail (task, error);
      return;
    }

  load->next = describe (load);
  if (!load->request->renew && is_loaded_already (keeper, load->next))
    {
      adopt (kx_keeper_get_armed (keeper), load->next);
      done (task, FALSE);
    }
  else if (load->level == KX_LEVEL_ARMED)
    {
      kx_keeper_begin_load (keeper, load->next);
      kx_event_loading (load->next);
      kx_keeper_announce_progress (keeper, "load", 0.0);
      kx_kernel_load_async (keeper, load->plan, load->next, kx_memory_guard_get_floor (keeper),
                            g_task_get_cancellable (task), on_kernel_loaded, task);
    }
  else if (kernel_holds_something (keeper))
    {
      kx_keeper_begin_unload (keeper);
      kx_kernel_unload_async (keeper, on_kernel_unloaded, task);
    }
  else
    done (task, FALSE);
}

static gboolean
prepare (KxKeeper *keeper, Load *load, GError **error)
{
  const KxLoadRequest *request = load->request;
  KxKexecState kernel;

  kx_keeper_observe (keeper, &kernel);
  if (!kx_load_request_check (keeper, request, error)
      || !kx_load_request_find_image (keeper, request, &load->image, error))
    return FALSE;

  load->origin = kx_load_request_is_custom (request) ? KX_ORIGIN_CUSTOM
                 : *request->image == '\0'           ? KX_ORIGIN_DEFAULT
                 : request->fallback                 ? KX_ORIGIN_FALLBACK
                                                     : KX_ORIGIN_LISTED;
  load->level = kx_keeper_get_level (keeper, load->origin);
  if (load->level == KX_LEVEL_OFF)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_DISABLED,
                           "kexecd is switched off by “Level=off” in kexecd.conf");
      return FALSE;
    }

  return kx_kexec_state_check (&kernel, error);
}

static void
gather (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr (KxRecipe) recipe
      = kx_load_request_make_recipe (keeper, load->request, load->image);

  kx_recipe_set_spare (recipe, get_spare (keeper));
  /* Whoever brings files or a command line of his own knows what is on it. */
  if (load->origin != KX_ORIGIN_CUSTOM)
    load->panic_timeout = kx_keeper_get_config (keeper)->panic_timeout;
  kx_recipe_set_panic_timeout (recipe, load->panic_timeout);
  kx_gather_async (keeper, recipe, g_task_get_cancellable (task), on_gathered, task);
}

static void
on_room_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kx_kernel_unload_finish (result, &error))
    {
      kx_keeper_revert (keeper);
      fail (task, error);
      return;
    }

  kx_event_unloaded_for_memory (kx_keeper_get_armed (keeper));
  kx_keeper_end (keeper, NULL, NULL, FALSE);
  load->made_room = TRUE;
  /* That it is another generation is this load's own doing. */
  load->request->expect = kx_keeper_get_generation (keeper);
  gather (task);
}

/* Whether what the kernel holds has to go before its files can be read. */
static gboolean
needs_room (KxKeeper *keeper, const Load *load)
{
  return load->level == KX_LEVEL_STAGED && kernel_holds_something (keeper)
         && kx_keeper_get_hindrance (keeper, KX_HINDRANCE_MEMORY) != NULL;
}

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autofree char *activity = NULL;
  GError *error = NULL;

  load->has_turn = kx_turns_take_finish (result, &error);
  if (!load->has_turn || !prepare (keeper, load, &error))
    {
      fail (task, error);
      return;
    }

  activity = g_strdup_printf ("loading %s", load->image != NULL ? load->image->id
                                                                 : "an image of a caller's own");
  kx_keeper_set_activity (keeper, activity);
  if (needs_room (keeper, load))
    {
      kx_keeper_begin_unload (keeper);
      kx_kernel_unload_async (keeper, on_room_made, task);
    }
  else
    gather (task);
}

void
kx_load_async (KxKeeper *keeper,
               KxLoadRequest *request,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (keeper, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->request = request;
  g_task_set_task_data (task, load, load_free);
  g_task_set_check_cancellable (task, FALSE);
  kx_turns_take_async (kx_keeper_get_turns (keeper), cancellable, on_turn, task);
}

KxArmed *
kx_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
