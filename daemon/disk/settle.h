/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rule of rest, in microseconds. */
#define KX_SETTLE_QUIET (2 * G_USEC_PER_SEC)         /* so long nothing may happen to an image */
#define KX_SETTLE_QUIET_SMALL (3 * G_USEC_PER_SEC / 10) /* nor to anything else that matters */
#define KX_SETTLE_LONGEST (6 * G_USEC_PER_SEC)       /* but no longer than that is waited for it */
#define KX_SETTLE_AFTER_LOCK (G_USEC_PER_SEC / 2)    /* quiet once a package manager is done */
#define KX_SETTLE_LOCK_LONGEST (15 * 60 * G_USEC_PER_SEC)
#define KX_SETTLE_LOCK_POLL (1 * G_USEC_PER_SEC)     /* where the end of a lock is not told */

/**
 * KxSettleChange:
 * @KX_SETTLE_SMALL: a setting, which is written at once
 * @KX_SETTLE_LARGE: an image, whose writing takes its time and is followed by others; or it is not
 *   known what
 *
 * What changed.
 */
typedef enum
{
  KX_SETTLE_SMALL,
  KX_SETTLE_LARGE,
} KxSettleChange;

/**
 * KxSettle:
 * @dirty: something changed since the last scan
 * @began: when it began
 * @first: since when rest is waited for: @began, or the end of the lock
 * @last: when something changed last
 * @large: something large changed
 * @last_large: when, last
 * @after_lock: a package manager was waited for, and it is done
 * @locked: a package manager held its lock when it was last asked
 * @given_up: the lock was held for too long: it counts no more until the next scan
 *
 * When to scan after a change. All times are of one monotonic clock, in microseconds. All zero at
 * first.
 */
typedef struct
{
  gboolean dirty;
  gint64 began;
  gint64 first;
  gint64 last;
  gboolean large;
  gint64 last_large;
  gboolean after_lock;
  gboolean locked;
  gboolean given_up;
} KxSettle;

/**
 * KxSettleStep:
 * @KX_SETTLE_REST: nothing is to be done until something changes
 * @KX_SETTLE_WAIT: ask again at the time that was told
 * @KX_SETTLE_SCAN: scan now; @settle is clean again
 */
typedef enum
{
  KX_SETTLE_REST,
  KX_SETTLE_WAIT,
  KX_SETTLE_SCAN,
} KxSettleStep;

/** kx_settle_mark: @change happened at @now. */
void kx_settle_mark (KxSettle *settle, gint64 now, KxSettleChange change);

/**
 * kx_settle_decide:
 * @settle: the state
 * @now: the time
 * @locked: whether a package manager holds its lock now
 * @wake: (out): for KX_SETTLE_WAIT: when to ask again, whatever happens or not until then
 *
 * To be asked at each change, when the lock is let go of, and at @wake.
 *
 * Returns: what to do
 */
KxSettleStep kx_settle_decide (KxSettle *settle, gint64 now, gboolean locked, gint64 *wake);

G_END_DECLS
