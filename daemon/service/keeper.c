/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "keeper-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "interference.h"
#include "kexec.h"
#include "recall.h"
#include "record.h"
#include "staged-store.h"

#define RUNTIME_DIRECTORY "/run/kexecd"

G_DEFINE_FINAL_TYPE (KxKeeper, kx_keeper, G_TYPE_OBJECT)

static guint changed_signal;
static guint progress_signal;
static guint quarantine_signal;

static void
kx_keeper_init (KxKeeper *self)
{
  self->turns = kx_turns_new ();
  self->runtime_fd = -1;
}

static void
kx_keeper_finalize (GObject *object)
{
  KxKeeper *self = KX_KEEPER (object);

  g_signal_handlers_disconnect_by_data (self->chronicle, self);
  g_clear_object (&self->chronicle);
  g_clear_pointer (&self->root, kx_root_unref);
  g_clear_pointer (&self->machine, kx_machine_free);
  g_clear_pointer (&self->memory, kx_memory_files_unref);
  g_clear_pointer (&self->turns, kx_turns_free);
  if (self->runtime_fd >= 0)
    close (self->runtime_fd);
  kx_ledger_clear (&self->ledger);
  g_clear_pointer (&self->plan, kx_plan_unref);
  kx_keeper_clear_notes (self);

  G_OBJECT_CLASS (kx_keeper_parent_class)->finalize (object);
}

static void
kx_keeper_class_init (KxKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kx_keeper_finalize;

  changed_signal = g_signal_new ("changed", KX_TYPE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  quarantine_signal = g_signal_new ("quarantine-changed", KX_TYPE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
  progress_signal = g_signal_new ("progress", KX_TYPE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_DOUBLE);
}

void
kx_keeper_changed (KxKeeper *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
write_record (KxKeeper *self)
{
  g_autoptr (GError) error = NULL;

  if (self->runtime_fd >= 0 && !kx_record_write (self->runtime_fd, &self->ledger, &error))
    g_warning ("%s; after a crash the daemon will not know what it had loaded", error->message);
}

static gboolean
same_start (const KxArmed *a, const KxArmed *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->origin == b->origin && g_strcmp0 (a->digest, b->digest) == 0;
}

/* The one place where what Execute would start changes. */
static void
replace_armed (KxKeeper *self, KxArmed *armed, KxPlan *plan)
{
  if (!same_start (self->ledger.armed, armed))
    self->ledger.generation++;

  if (armed != NULL)
    kx_armed_ref (armed);
  g_clear_pointer (&self->ledger.armed, kx_armed_unref);
  self->ledger.armed = armed;

  if (plan != NULL)
    kx_plan_ref (plan);
  if (self->plan != plan)
    kx_staged_store_replace (plan);
  g_clear_pointer (&self->plan, kx_plan_unref);
  self->plan = plan;
}

/* The kernel's counter stands there, and whatever it has counted until now is accounted for. */
static void
note_counter (KxKeeper *self, int counter)
{
  self->ledger.counter = counter;
  self->made = kx_kexec_get_made ();
}

static KxTally
tally (KxKeeper *self, const KxKexecState *kernel)
{
  return kx_tally (self->ledger.counter, kernel->counter, kx_kexec_get_made () - self->made);
}

KxKeeper *
kx_keeper_new (KxRoot *root, const KxKexecCalls *calls, KxMemoryFiles *memory)
{
  KxKeeper *self = g_object_new (KX_TYPE_KEEPER, NULL);
  g_autoptr (GError) error = NULL;
  KxKexecState kernel;

  self->root = kx_root_ref (root);
  self->calls = calls;
  self->memory = kx_memory_files_ref (memory);
  kx_config_init (&self->config);
  self->chronicle = kx_chronicle_new (root);
  g_signal_connect_swapped (self->chronicle, "changed", G_CALLBACK (kx_keeper_changed), self);
  self->machine = kx_machine_read (kx_root_get_fd (root));
  self->runtime_fd = kx_root_open (root, RUNTIME_DIRECTORY, O_RDONLY | O_DIRECTORY, &error);
  if (self->runtime_fd < 0)
    g_warning ("%s; after a crash the daemon will not know what it had loaded", error->message);

  g_clear_error (&error);
  if (!kx_kexec_state_start_counting (kx_root_get_fd (root), &error))
    g_warning ("%s; an image is loaded once more right before it is started", error->message);
  kx_kexec_state_read (kx_root_get_fd (root), &kernel);
  self->unsure = kx_recall (self->runtime_fd, self->machine, &kernel, &self->ledger, &self->plan)
                 == KX_RECOVERY_UNSURE;
  self->made = kx_kexec_get_made ();
  write_record (self);
  return self;
}

KxArmed *
kx_keeper_get_armed (KxKeeper *self)
{
  return self->ledger.armed;
}

KxPlan *
kx_keeper_get_plan (KxKeeper *self)
{
  return self->plan;
}

KxArmed *
kx_keeper_get_interrupted (KxKeeper *self)
{
  return self->unsure ? self->ledger.next : NULL;
}

gboolean
kx_keeper_is_unsure (KxKeeper *self)
{
  return self->unsure;
}

guint64
kx_keeper_get_generation (KxKeeper *self)
{
  return self->ledger.generation;
}

guint64
kx_keeper_get_loads (KxKeeper *self)
{
  return self->ledger.loads;
}

const char *
kx_keeper_get_suspended (KxKeeper *self)
{
  return self->ledger.suspended;
}

void
kx_keeper_set_suspended (KxKeeper *self, const char *why)
{
  if (g_strcmp0 (self->ledger.suspended, why) == 0)
    return;

  g_free (self->ledger.suspended);
  self->ledger.suspended = g_strdup (why);
  write_record (self);
  kx_keeper_changed (self);
}

gboolean
kx_keeper_is_cold_requested (KxKeeper *self)
{
  return self->ledger.cold;
}

void
kx_keeper_set_cold_requested (KxKeeper *self, gboolean requested)
{
  if (self->ledger.cold == requested)
    return;

  self->ledger.cold = requested;
  write_record (self);
  kx_keeper_changed (self);
}

void
kx_keeper_announce_progress (KxKeeper *self, const char *step, double fraction)
{
  g_signal_emit (self, progress_signal, 0, step, fraction);
}

/* The kernel holds what another program has loaded, in the place of @replaced (NULL: of nothing of
 * ours), or may hold it. */
static void
become_foreign (KxKeeper *self, const KxArmed *replaced)
{
  g_autoptr (KxArmed) foreign = kx_armed_new (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED);

  foreign->replaced = replaced != NULL ? g_strdup (replaced->image) : NULL;
  replace_armed (self, foreign, NULL);
  kx_event_foreign (foreign);
}

static void
become_unloaded (KxKeeper *self)
{
  if (self->ledger.armed->origin != KX_ORIGIN_FOREIGN)
    {
      g_free (self->ledger.suspended);
      self->ledger.suspended = g_strdup (KX_LEDGER_UNLOADED_BY_ANOTHER);
    }
  replace_armed (self, NULL, NULL);
}

/* Where the record and the kernel disagree, and nobody here is at work, it was another program. */
static void
note_interference (KxKeeper *self, const KxKexecState *kernel)
{
  KxArmed *armed = self->ledger.armed;
  KxTally whose = tally (self, kernel);
  KxInterference interference = kx_interference_judge (armed, kernel->loaded, whose);

  if (interference == KX_INTERFERENCE_NONE
      && (whose == KX_TALLY_OURS || (whose == KX_TALLY_UNKNOWN && self->ledger.counter < 0)))
    return;

  if (interference == KX_INTERFERENCE_LOADED)
    become_foreign (self, armed != NULL && armed->level == KX_LEVEL_ARMED ? armed : NULL);
  else if (interference == KX_INTERFERENCE_UNLOADED)
    become_unloaded (self);
  /* What was loaded under another count is not vouched for by this one. */
  note_counter (self, kx_keeper_is_certain (self) && whose == KX_TALLY_UNKNOWN ? -1 : kernel->counter);
  write_record (self);
  if (interference != KX_INTERFERENCE_NONE)
    kx_keeper_changed (self);
}

static void
back_to_rest (KxKeeper *self, gboolean unsure)
{
  self->unsure = unsure;
  self->asking = FALSE;
  /* As long as it is not known what the kernel holds, a successor must not believe the record. */
  if (!unsure)
    {
      g_clear_pointer (&self->ledger.next, kx_armed_unref);
      self->ledger.phase = KX_PHASE_REST;
    }
  write_record (self);
  kx_keeper_changed (self);
}

void
kx_keeper_observe (KxKeeper *self, KxKexecState *kernel)
{
  kx_kexec_state_read (kx_root_get_fd (self->root), kernel);

  /* While the kernel is being asked its flag is nobody's. */
  if (self->asking || self->executing)
    return;

  if (self->unsure && kernel->loaded == 0)
    back_to_rest (self, FALSE);
  if (!self->unsure)
    note_interference (self, kernel);
}

gboolean
kx_keeper_look_again (KxKeeper *self)
{
  KxArmed *armed = self->ledger.armed;
  int root_fd = kx_root_get_fd (self->root);
  KxKexecState kernel;

  kx_kexec_state_read (root_fd, &kernel);
  if (self->asking)
    return FALSE;

  note_interference (self, &kernel);
  /* Where calls are not counted, one that is under way is the only one that can be seen. */
  if (armed != NULL && armed == self->ledger.armed && kernel.counter < 0
      && kx_kexec_state_is_busy (root_fd))
    {
      become_foreign (self, armed);
      write_record (self);
      kx_keeper_changed (self);
    }
  return armed != NULL && armed == self->ledger.armed;
}

void
kx_keeper_note_lock (KxKeeper *self)
{
  self->ledger.sealed = TRUE;
  write_record (self);
  kx_keeper_changed (self);
}

void
kx_keeper_begin_load (KxKeeper *self, KxArmed *next)
{
  self->ledger.phase = KX_PHASE_LOADING;
  g_clear_pointer (&self->ledger.next, kx_armed_unref);
  self->ledger.next = kx_armed_ref (next);
  self->asking = TRUE;
  write_record (self);
}

void
kx_keeper_begin_unload (KxKeeper *self)
{
  /* What was interrupted before stays in the record: it may still be what the kernel holds. */
  if (!self->unsure)
    self->ledger.phase = KX_PHASE_UNLOADING;
  self->asking = TRUE;
  write_record (self);
}

void
kx_keeper_end (KxKeeper *self, KxArmed *armed, KxPlan *plan, gboolean loaded)
{
  KxKexecState kernel;

  replace_armed (self, armed, plan);
  if (loaded)
    {
      self->ledger.loads++;
      note_counter (self, armed->counter);
    }
  else if (armed == NULL || armed->level == KX_LEVEL_STAGED)
    {
      /* For what is not in the kernel the flag alone tells. */
      kx_kexec_state_read (kx_root_get_fd (self->root), &kernel);
      note_counter (self, kernel.counter);
    }
  back_to_rest (self, FALSE);
}

void
kx_keeper_revert (KxKeeper *self)
{
  guint own = kx_kexec_get_made () - self->made;

  /* Calls in vain are calls. At 0 the kernel counts no further. */
  if (self->ledger.counter >= 0)
    note_counter (self, (int) MAX ((gint64) self->ledger.counter - own, 0));
  back_to_rest (self, self->unsure);
}

void
kx_keeper_lose (KxKeeper *self)
{
  KxKexecState kernel;

  become_foreign (self, self->ledger.next);
  kx_kexec_state_read (kx_root_get_fd (self->root), &kernel);
  note_counter (self, kernel.counter);
  back_to_rest (self, FALSE);
}

gboolean
kx_keeper_is_certain (KxKeeper *self)
{
  KxArmed *armed = self->ledger.armed;

  return armed != NULL && armed->level == KX_LEVEL_ARMED
         && (self->ledger.counter >= 0 || self->ledger.sealed);
}
