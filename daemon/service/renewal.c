/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "renewal.h"

#include <string.h>

#include "device-events.h"
#include "events.h"
#include "handover.h"
#include "loading.h"
#include "unloading.h"

/* How long an image keeps its random addresses. */
#define AGE_SECONDS (24 * 60 * 60)

/* Memory comes and goes in blocks, one event each. */
#define SETTLE_MS 1000

/* How often it is looked again where the map cannot be read: while it changes, for example. */
#define PATIENCE 5

struct _KxRenewal
{
  gatomicrefcount references;
  KxKeeper *keeper; /* NULL: it was freed; only loads that are under way still refer to it */
  gulong changed_id;
  KxDeviceEvents *events; /* NULL: changes of the memory go unnoticed */
  gint64 since;           /* of the image that the timers are for; 0: none */
  guint age;              /* sources */
  guint settling;
  guint patience;
  gboolean due; /* as soon as that may be */
};

static KxRenewal *
renewal_ref (KxRenewal *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
renewal_unref (KxRenewal *self)
{
  if (g_atomic_ref_count_dec (&self->references))
    g_free (self);
}

/* What this is about: an image in the kernel that was laid out here, and can be made again. */
static KxArmed *
laid_out (KxRenewal *self)
{
  KxArmed *armed = kx_keeper_get_armed (self->keeper);

  if (armed == NULL || armed->level != KX_LEVEL_ARMED || armed->map == NULL
      || armed->origin == KX_ORIGIN_CUSTOM)
    return NULL;
  return armed;
}

/* Whether the memory is another one than it was laid out for; FALSE where nobody knows. */
static gboolean
is_unfit (KxRenewal *self, const KxArmed *armed, gboolean *known)
{
  g_autofree char *map = kx_handover_map_digest (kx_keeper_get_memory (self->keeper));

  *known = map != NULL;
  return map != NULL && strcmp (map, armed->map) != 0;
}

static gboolean on_age (gpointer user_data);

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxRenewal *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_unload_finish (result, &error))
    g_warning ("the image that no longer fits to the memory cannot be dropped: %s",
               error->message);
  else if (self->keeper != NULL)
    kx_keeper_set_suspended (self->keeper, NULL); /* nobody wanted it gone: the next one may come */
  renewal_unref (self);
}

/* It could not be laid out anew. */
static void
keep_or_drop (KxRenewal *self, const GError *error)
{
  gboolean known;

  if (is_unfit (self, laid_out (self), &known))
    {
      g_warning ("the memory of this machine has changed and the image cannot be laid out anew for "
                 "it: %s; it is dropped",
                 error->message);
      kx_unload_async (self->keeper, TRUE, kx_keeper_get_generation (self->keeper), NULL, on_dropped,
                       renewal_ref (self));
      return;
    }

  g_message ("the image keeps its addresses for another day, it cannot be laid out anew: %s",
             error->message);
  if (self->age == 0)
    self->age = g_timeout_add_seconds (AGE_SECONDS, on_age, self);
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxRenewal *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxArmed) armed = kx_load_finish (result, &error);

  if (armed == NULL && self->keeper != NULL && laid_out (self) != NULL)
    keep_or_drop (self, error);
  renewal_unref (self);
}

/* Right after the daemon's start nobody knows yet what images there are; and a restart that has begun
 * may still be called off. */
static gboolean
may_renew (KxRenewal *self)
{
  return kx_keeper_get_catalogue (self->keeper) != NULL && !kx_keeper_is_executing (self->keeper);
}

static void
renew (KxRenewal *self)
{
  KxArmed *armed = laid_out (self);
  KxLoadRequest *request;

  if (armed == NULL)
    return;

  self->due = !may_renew (self);
  if (self->due)
    return;

  request = kx_load_request_new (armed->origin == KX_ORIGIN_DEFAULT ? "" : armed->image);
  request->renew = request->may_replace = request->has_expect = TRUE;
  request->expect = kx_keeper_get_generation (self->keeper);
  kx_load_async (self->keeper, request, NULL, on_renewed, renewal_ref (self));
}

static gboolean
on_age (gpointer user_data)
{
  KxRenewal *self = user_data;
  KxKexecState kernel;

  self->age = 0;
  kx_keeper_observe (self->keeper, &kernel);
  /* Where calls are counted, they are kept for what is new. */
  if (kernel.limit < 0)
    renew (self);
  return G_SOURCE_REMOVE;
}

static void settle (KxRenewal *self);

static gboolean
on_settled (gpointer user_data)
{
  KxRenewal *self = user_data;
  KxArmed *armed = laid_out (self);
  gboolean known;

  self->settling = 0;
  if (armed == NULL)
    return G_SOURCE_REMOVE;

  if (is_unfit (self, armed, &known))
    renew (self);
  else if (!known && self->patience-- > 0)
    settle (self);
  return G_SOURCE_REMOVE;
}

static void
settle (KxRenewal *self)
{
  g_clear_handle_id (&self->settling, g_source_remove);
  self->settling = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
on_memory_changed (gpointer user_data)
{
  KxRenewal *self = user_data;

  self->patience = PATIENCE;
  settle (self);
}

/* Another image: its age counts anew, and the memory may have changed while it was being loaded, or
 * while no daemon was there to see it. */
static void
follow (KxRenewal *self, const KxArmed *armed)
{
  gint64 left;

  g_clear_handle_id (&self->age, g_source_remove);
  self->since = armed != NULL ? armed->since : 0;
  self->due = FALSE;
  if (armed == NULL)
    return;

  left = armed->since / G_USEC_PER_SEC + AGE_SECONDS - g_get_real_time () / G_USEC_PER_SEC;
  self->age = g_timeout_add_seconds ((guint) CLAMP (left, 1, AGE_SECONDS), on_age, self);
  on_memory_changed (self);
}

static void
on_changed (KxRenewal *self)
{
  KxArmed *armed = laid_out (self);

  if ((armed != NULL ? armed->since : 0) != self->since)
    follow (self, armed);
  if (self->due && may_renew (self))
    renew (self);
}

KxRenewal *
kx_renewal_new (KxKeeper *keeper)
{
  static const char *const subsystems[] = { "memory", NULL };
  static const char *const directories[] = { "/devices/system/memory/", NULL };
  KxRenewal *self = g_new0 (KxRenewal, 1);
  g_autoptr (GError) error = NULL;

  g_atomic_ref_count_init (&self->references);
  self->keeper = g_object_ref (keeper);
  self->events = kx_device_events_new (subsystems, directories, on_memory_changed, self, &error);
  if (self->events == NULL)
    g_warning ("%s; memory that is added or removed goes unnoticed", error->message);
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
  return self;
}

void
kx_renewal_free (KxRenewal *self)
{
  g_clear_signal_handler (&self->changed_id, self->keeper);
  g_clear_handle_id (&self->age, g_source_remove);
  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_pointer (&self->events, kx_device_events_free);
  g_clear_object (&self->keeper);
  renewal_unref (self);
}
