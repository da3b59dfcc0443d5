/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "turns.h"

#include "waiters.h"

struct _KxTurns
{
  KxWaiters *waiters;
  gboolean taken;
  void (*rest) (gpointer user_data);
  gpointer rest_data;
};

KxTurns *
kx_turns_new (void)
{
  KxTurns *turns = g_new0 (KxTurns, 1);

  turns->waiters = kx_waiters_new ();
  return turns;
}

void
kx_turns_free (KxTurns *turns)
{
  kx_waiters_free (turns->waiters);
  g_free (turns);
}

void
kx_turns_set_rest_function (KxTurns *turns,
                            void (*function) (gpointer user_data),
                            gpointer user_data)
{
  turns->rest = function;
  turns->rest_data = user_data;
}

gboolean
kx_turns_taken (const KxTurns *turns)
{
  return turns->taken;
}

void
kx_turns_take_async (KxTurns *turns,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  kx_waiters_add (turns->waiters, NULL, cancellable, callback, user_data);
  if (turns->taken)
    return;

  /* Before the one who gets it knows: in between nobody else may have it. */
  turns->taken = TRUE;
  kx_waiters_release_first (turns->waiters);
}

gboolean
kx_turns_take_finish (GAsyncResult *result, GError **error)
{
  return kx_waiters_add_finish (result, error);
}

void
kx_turns_give (KxTurns *turns)
{
  g_assert (turns->taken);

  /* The next one's callback may run at once and even give the turn back: it must find it taken, and
   * its own word must be the last. */
  if (kx_waiters_release_first (turns->waiters))
    return;

  turns->taken = FALSE;
  if (turns->rest != NULL)
    turns->rest (turns->rest_data);
}
