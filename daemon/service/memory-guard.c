/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-guard.h"

#include <unistd.h>

#include <glib-unix.h>

#include "ledger.h"
#include "own-memory.h"
#include "unloading.h"

#define MIB G_GUINT64_CONSTANT (1048576)

/* Between two looks while memory is short. */
#define LOOK_SECONDS 10

/*
 * The kernel tells of pressure once in two seconds at most, and no more as soon as whoever took the
 * memory has it: so long after it did, there are looks by ourselves.
 */
#define WATCH_SECONDS 1
#define WATCH_LOOKS 10

/* What a kernel and an initrd may become when they are unpacked and laid out, at a guess. */
#define GROWTH 4

struct _KxMemoryGuard
{
  gatomicrefcount references;
  KxKeeper *keeper; /* NULL: it was freed; only an unload that is under way still refers to it */
  KxFollower *follower;
  gulong changed_id;
  int pressure_fd;
  GSource *pressure;   /* NULL: pressure goes unnoticed */
  KxMemoryFloor floor; /* that was looked at last */
  guint64 needed;      /* bytes that arming takes; 0: not known */
  guint timer;         /* source, while memory is short */
  guint watch;         /* source, for a while after pressure */
  guint watch_left;    /* looks of it */
  guint patience;      /* looks in a row that must find enough */
  guint good;          /* … that have */
  gint64 over_since;   /* monotonic: when it was enough; 0: it was never short */
  gboolean dropping;
  gboolean was_pinned; /* what is being dropped */
};

static KxMemoryGuard *
guard_ref (KxMemoryGuard *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
guard_unref (KxMemoryGuard *self)
{
  if (g_atomic_ref_count_dec (&self->references))
    g_free (self);
}

guint64
kx_memory_guard_get_floor (KxKeeper *keeper)
{
  const KxMemoryFloor *floor = &kx_keeper_get_config (keeper)->memory_floor;

  return kx_memory_floor_get_bytes (
      floor, kx_own_memory_get_total (kx_root_get_fd (kx_keeper_get_root (keeper))));
}

static gboolean
is_short (KxMemoryGuard *self)
{
  return kx_keeper_get_hindrance (self->keeper, KX_HINDRANCE_MEMORY) != NULL;
}

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxMemoryGuard *self = user_data;
  g_autoptr (GError) error = NULL;

  self->dropping = FALSE;
  if (kx_unload_finish (result, &error) && self->keeper != NULL)
    kx_keeper_set_suspended (self->keeper, self->was_pinned ? KX_LEDGER_NO_ROOM_FOR_PINNED : NULL);
  else if (error != NULL)
    g_warning ("memory is short and the staged image cannot be given up: %s", error->message);
  guard_unref (self);
}

/* Even the staged image's memory is missing elsewhere. */
static void
drop_staged (KxMemoryGuard *self)
{
  const KxArmed *armed = kx_keeper_get_armed (self->keeper);

  if (self->dropping || armed == NULL || armed->level != KX_LEVEL_STAGED
      || kx_turns_taken (kx_keeper_get_turns (self->keeper)))
    return;

  g_warning ("memory is very short: %s is no longer kept", armed->image);
  self->dropping = TRUE;
  self->was_pinned = kx_origin_is_pinned (armed->origin);
  kx_unload_async (self->keeper, TRUE, kx_keeper_get_generation (self->keeper), NULL, on_dropped,
                   guard_ref (self));
}

static void
begin_shortage (KxMemoryGuard *self, const KxMemoryFacts *facts)
{
  g_autofree char *why
      = g_strdup_printf ("%" G_GUINT64_FORMAT " MiB were available, and “MemoryFloor=” in "
                         "kexecd.conf keeps %" G_GUINT64_FORMAT " MiB for the rest of the machine",
                         facts->available / MIB, facts->floor / MIB);

  kx_keeper_set_hindrance (self->keeper, KX_HINDRANCE_MEMORY, why);
}

static void
end_shortage (KxMemoryGuard *self)
{
  self->over_since = g_get_monotonic_time ();
  g_clear_handle_id (&self->timer, g_source_remove);
  kx_keeper_set_hindrance (self->keeper, KX_HINDRANCE_MEMORY, NULL);
  kx_follower_reconsider (self->follower);
}

static void
look (KxMemoryGuard *self)
{
  const KxMemoryFacts facts = {
    .floor = kx_memory_guard_get_floor (self->keeper),
    .available = kx_own_memory_get_available (kx_root_get_fd (kx_keeper_get_root (self->keeper))),
    .needed = self->needed,
    .was_short = is_short (self),
  };
  KxLevel level = kx_memory_floor_judge (&facts);

  if (kx_keeper_is_executing (self->keeper))
    return;

  if (level == KX_LEVEL_ARMED)
    {
      self->good++;
      if (facts.was_short && (self->good >= self->patience || facts.floor == 0))
        end_shortage (self);
      return;
    }

  self->good = 0;
  if (!facts.was_short)
    begin_shortage (self, &facts);
  if (level == KX_LEVEL_OFF)
    drop_staged (self);
}

static gboolean
on_look (gpointer user_data)
{
  KxMemoryGuard *self = user_data;
  guint timer = self->timer;

  look (self);
  return self->timer == timer ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_watch (gpointer user_data)
{
  KxMemoryGuard *self = user_data;

  look (self);
  if (--self->watch_left > 0 && !is_short (self))
    return G_SOURCE_CONTINUE;

  self->watch = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_pressure (int fd, GIOCondition condition, gpointer user_data)
{
  KxMemoryGuard *self = user_data;

  if ((condition & ~G_IO_PRI) != 0)
    return G_SOURCE_REMOVE; /* for ever ready and worth nothing */

  look (self);
  self->watch_left = WATCH_LOOKS;
  if (self->watch == 0 && !is_short (self))
    self->watch = g_timeout_add_seconds (WATCH_SECONDS, on_watch, self);
  return G_SOURCE_CONTINUE;
}

/* Whoever found memory to be short, a load for example. */
static void
follow_shortage (KxMemoryGuard *self)
{
  gint64 calm = (g_get_monotonic_time () - self->over_since) / G_USEC_PER_SEC;

  if (!is_short (self) || self->timer != 0)
    return;

  self->good = 0;
  self->patience = kx_memory_floor_get_patience (self->patience, calm);
  self->timer = g_timeout_add_seconds (LOOK_SECONDS, on_look, self);
}

static void
on_changed (KxMemoryGuard *self)
{
  const KxMemoryFloor *floor = &kx_keeper_get_config (self->keeper)->memory_floor;
  const KxArmed *armed = kx_keeper_get_armed (self->keeper);

  if (armed != NULL && armed->level == KX_LEVEL_ARMED)
    self->needed = armed->memory + armed->memory_peak;
  else if (armed != NULL)
    self->needed = MAX (self->needed, GROWTH * armed->memory);

  follow_shortage (self);
  if (floor->bytes != self->floor.bytes || floor->percent != self->floor.percent)
    {
      self->floor = *floor;
      look (self);
    }
}

KxMemoryGuard *
kx_memory_guard_new (KxKeeper *keeper, KxFollower *follower, int pressure_fd)
{
  KxMemoryGuard *self = g_new0 (KxMemoryGuard, 1);

  g_atomic_ref_count_init (&self->references);
  self->keeper = g_object_ref (keeper);
  self->follower = g_object_ref (follower);
  self->pressure_fd = pressure_fd;
  if (pressure_fd >= 0)
    {
      self->pressure = g_unix_fd_source_new (pressure_fd, G_IO_PRI);
      g_source_set_callback (self->pressure, G_SOURCE_FUNC (on_pressure), self, NULL);
      g_source_set_static_name (self->pressure, "memory pressure");
      g_source_attach (self->pressure, NULL);
    }
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
  return self;
}

void
kx_memory_guard_free (KxMemoryGuard *self)
{
  g_clear_signal_handler (&self->changed_id, self->keeper);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->pressure != NULL)
    {
      g_source_destroy (self->pressure);
      g_source_unref (self->pressure);
    }
  if (self->pressure_fd >= 0)
    close (self->pressure_fd);
  g_clear_object (&self->follower);
  g_clear_object (&self->keeper);
  guard_unref (self);
}
