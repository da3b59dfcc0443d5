/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "settle.h"

void
kx_settle_mark (KxSettle *settle, gint64 now, KxSettleChange change)
{
  if (!settle->dirty)
    *settle = (KxSettle) { .dirty = TRUE, .began = now, .first = now };
  settle->last = now;
  if (change == KX_SETTLE_LARGE)
    {
      settle->large = TRUE;
      settle->last_large = now;
    }
}

static gint64
find_rest (const KxSettle *settle)
{
  gint64 rest = settle->last + KX_SETTLE_QUIET_SMALL;

  if (settle->after_lock)
    return settle->last + KX_SETTLE_AFTER_LOCK;
  return settle->large ? MAX (rest, settle->last_large + KX_SETTLE_QUIET) : rest;
}

/* While the lock is held. Whether there is still anything to wait for. */
static gboolean
wait_for_lock (KxSettle *settle, gint64 now, gint64 *wake)
{
  gint64 end = settle->began + KX_SETTLE_LOCK_LONGEST;

  settle->locked = TRUE;
  if (now >= end)
    {
      settle->given_up = TRUE;
      return FALSE;
    }
  *wake = MIN (now + KX_SETTLE_LOCK_POLL, end);
  return TRUE;
}

KxSettleStep
kx_settle_decide (KxSettle *settle, gint64 now, gboolean locked, gint64 *wake)
{
  if (!settle->dirty)
    return KX_SETTLE_REST;

  if (locked && !settle->given_up && wait_for_lock (settle, now, wake))
    return KX_SETTLE_WAIT;

  if (!locked && settle->locked)
    {
      /* Whoever held the lock has said that all is done: what follows is an afterthought. */
      settle->locked = FALSE;
      settle->first = now;
      settle->last = now;
      settle->after_lock = TRUE;
    }

  *wake = MIN (find_rest (settle), settle->first + KX_SETTLE_LONGEST);
  if (!settle->given_up && now < *wake)
    return KX_SETTLE_WAIT;

  *settle = (KxSettle) { 0 };
  return KX_SETTLE_SCAN;
}
