/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "promise.h"

/* A disk that takes longer does not hold up the restart. */
#define PATIENCE_SECONDS 10

static KxIntent *
new_intent (KxKeeper *keeper, const KxArmed *armed)
{
  const KxMachine *machine = kx_keeper_get_machine (keeper);

  return kx_intent_new (armed, machine->boot_id, machine->release);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_chronicle_save_finish (result, &error))
    g_warning ("the restart goes on, but what becomes of it will not be known: %s", error->message);
  if (!g_task_get_completed (task))
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_patience_over (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_get_completed (task))
    {
      g_warning ("the restart goes on, but what becomes of it may not be known: the disk has not "
                 "taken the journal of restarts for %d s",
                 PATIENCE_SECONDS);
      g_task_return_boolean (task, TRUE);
    }
  return G_SOURCE_REMOVE;
}

void
kx_promise_async (KxKeeper *keeper,
                  uid_t uid,
                  gboolean force,
                  const KxTickReading *asked,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);
  KxIntent *intent = new_intent (keeper, kx_keeper_get_armed (keeper));
  g_autoptr (GTask) task = g_task_new (keeper, NULL, callback, user_data);
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (PATIENCE_SECONDS);

  intent->begun = force ? KX_BEGUN_FORCE : KX_BEGUN_EXECUTE;
  intent->uid = uid;
  intent->asked = asked->moment;
  intent->khz = kx_chronicle_get_khz (chronicle, asked);
  intent->deadline = asked->moment.realtime + KX_INTENT_PATIENCE;
  kx_chronicle_set_pending (chronicle, intent);
  kx_chronicle_save_async (chronicle, on_kept, g_object_ref (task));
  g_task_attach_source (task, timer, on_patience_over);
}

void
kx_promise_finish (GAsyncResult *result)
{
  (void) !g_task_propagate_boolean (G_TASK (result), NULL);
}

void
kx_promise_withdraw (KxKeeper *keeper)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);

  if (kx_chronicle_get_journal (chronicle)->pending == NULL)
    return;

  kx_chronicle_set_pending (chronicle, NULL);
  kx_chronicle_save (chronicle);
}

void
kx_promise_break (KxKeeper *keeper, const char *why)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);
  KxIntent *pending = kx_chronicle_get_journal (chronicle)->pending;

  if (pending == NULL || pending->dropped != NULL)
    return;

  pending->dropped = g_strdup (why);
  kx_chronicle_save (chronicle);
}

static gboolean
is_same (const KxIntent *a, const KxIntent *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_strcmp0 (a->boot_id, b->boot_id) == 0 && g_strcmp0 (a->image, b->image) == 0
         && g_strcmp0 (a->digest, b->digest) == 0 && g_strcmp0 (a->method, b->method) == 0
         && g_strcmp0 (a->release, b->release) == 0 && g_strcmp0 (a->cmdline, b->cmdline) == 0;
}

void
kx_promise_stand (KxKeeper *keeper)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);
  KxJournal *journal = kx_chronicle_get_journal (chronicle);
  const KxArmed *armed = kx_keeper_get_armed (keeper);
  g_autoptr (KxIntent) standing = NULL;

  if (armed != NULL && armed->level == KX_LEVEL_ARMED && armed->origin != KX_ORIGIN_FOREIGN)
    {
      standing = new_intent (keeper, armed);
      standing->begun = KX_BEGUN_ORDINARY;
    }
  if (is_same (journal->standing, standing))
    return;

  g_clear_pointer (&journal->standing, kx_intent_free);
  journal->standing = g_steal_pointer (&standing);
  kx_chronicle_save (chronicle);
}
