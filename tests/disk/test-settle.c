/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "settle.h"

#define SECOND G_USEC_PER_SEC
#define START (100 * SECOND)

static void
assert_waits (KxSettle *settle, gint64 now, gboolean locked, gint64 until)
{
  gint64 wake = 0;

  g_assert_cmpint (kx_settle_decide (settle, now, locked, &wake), ==, KX_SETTLE_WAIT);
  g_assert_cmpint (wake, ==, until);
}

static void
assert_step (KxSettle *settle, gint64 now, gboolean locked, KxSettleStep step)
{
  gint64 wake = 0;

  g_assert_cmpint (kx_settle_decide (settle, now, locked, &wake), ==, step);
}

static void
test_clean (void)
{
  KxSettle settle = { 0 };

  assert_step (&settle, START, FALSE, KX_SETTLE_REST);
  /* A package manager alone is no reason for anything. */
  assert_step (&settle, START, TRUE, KX_SETTLE_REST);
}

static void
test_quiet (void)
{
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, START, FALSE, START + 2 * SECOND);
  kx_settle_mark (&settle, START + SECOND, KX_SETTLE_LARGE);
  assert_waits (&settle, START + 2 * SECOND, FALSE, START + 3 * SECOND);
  assert_waits (&settle, START + 3 * SECOND - 1, FALSE, START + 3 * SECOND);
  assert_step (&settle, START + 3 * SECOND, FALSE, KX_SETTLE_SCAN);
  assert_step (&settle, START + 4 * SECOND, FALSE, KX_SETTLE_REST);
}

static void
test_small (void)
{
  const gint64 quiet = 3 * SECOND / 10;
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_SMALL);
  assert_waits (&settle, START, FALSE, START + quiet);
  kx_settle_mark (&settle, START + quiet / 2, KX_SETTLE_SMALL);
  assert_waits (&settle, START + quiet, FALSE, START + quiet / 2 + quiet);
  assert_step (&settle, START + 2 * quiet, FALSE, KX_SETTLE_SCAN);
  /* What was large is forgotten by then. */
  kx_settle_mark (&settle, START + 9 * SECOND, KX_SETTLE_LARGE);
  assert_step (&settle, START + 11 * SECOND, FALSE, KX_SETTLE_SCAN);
  kx_settle_mark (&settle, START + 12 * SECOND, KX_SETTLE_SMALL);
  assert_step (&settle, START + 12 * SECOND + quiet, FALSE, KX_SETTLE_SCAN);
}

/* A setting is written behind the images that it names: it makes nobody wait for longer, … */
static void
test_small_after_large (void)
{
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  kx_settle_mark (&settle, START + SECOND, KX_SETTLE_SMALL);
  assert_waits (&settle, START + SECOND, FALSE, START + 2 * SECOND);
  kx_settle_mark (&settle, START + 2 * SECOND - 1, KX_SETTLE_SMALL);
  assert_waits (&settle, START + 2 * SECOND, FALSE, START + 2 * SECOND - 1 + 3 * SECOND / 10);
  assert_step (&settle, START + 3 * SECOND, FALSE, KX_SETTLE_SCAN);
}

/* … nor for less long. */
static void
test_large_after_small (void)
{
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_SMALL);
  kx_settle_mark (&settle, START + SECOND / 10, KX_SETTLE_LARGE);
  assert_waits (&settle, START + SECOND / 2, FALSE, START + SECOND / 10 + 2 * SECOND);
}

static void
test_small_for_ever (void)
{
  KxSettle settle = { 0 };

  for (gint64 now = START; now < START + 6 * SECOND; now += SECOND / 5)
    {
      kx_settle_mark (&settle, now, KX_SETTLE_SMALL);
      assert_waits (&settle, now, FALSE, MIN (now + 3 * SECOND / 10, START + 6 * SECOND));
    }
  assert_step (&settle, START + 6 * SECOND, FALSE, KX_SETTLE_SCAN);
}

static void
test_longest (void)
{
  KxSettle settle = { 0 };

  for (gint64 now = START; now < START + 6 * SECOND; now += SECOND)
    {
      kx_settle_mark (&settle, now, KX_SETTLE_LARGE);
      assert_waits (&settle, now, FALSE, MIN (now + 2 * SECOND, START + 6 * SECOND));
    }
  kx_settle_mark (&settle, START + 6 * SECOND, KX_SETTLE_LARGE);
  assert_step (&settle, START + 6 * SECOND, FALSE, KX_SETTLE_SCAN);
}

static void
test_lock (void)
{
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, START, TRUE, START + SECOND);
  assert_waits (&settle, START + 60 * SECOND, TRUE, START + 61 * SECOND);
  /* Let go of: half a second is enough, and the ten seconds count anew. */
  assert_waits (&settle, START + 70 * SECOND, FALSE, START + 70 * SECOND + SECOND / 2);
  assert_step (&settle, START + 70 * SECOND + SECOND / 2, FALSE, KX_SETTLE_SCAN);
}

static void
test_after_lock (void)
{
  KxSettle settle = { 0 };
  gint64 end = START + 70 * SECOND;

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, START, TRUE, START + SECOND);
  assert_waits (&settle, end, FALSE, end + SECOND / 2);
  /* Somebody is not yet done. */
  kx_settle_mark (&settle, end + SECOND / 4, KX_SETTLE_LARGE);
  assert_waits (&settle, end + SECOND / 2, FALSE, end + SECOND / 4 + SECOND / 2);
  /* Nor is the package manager. */
  assert_waits (&settle, end + SECOND / 2, TRUE, end + SECOND / 2 + SECOND);
  assert_waits (&settle, end + 5 * SECOND, FALSE, end + 5 * SECOND + SECOND / 2);
  assert_step (&settle, end + 5 * SECOND + SECOND / 2, FALSE, KX_SETTLE_SCAN);
}

/* The lock is taken only after the change. */
static void
test_late_lock (void)
{
  KxSettle settle = { 0 };

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, START, FALSE, START + 2 * SECOND);
  assert_waits (&settle, START + 2 * SECOND, TRUE, START + 3 * SECOND);
  assert_waits (&settle, START + 3 * SECOND, FALSE, START + 3 * SECOND + SECOND / 2);
}

static void
test_lock_for_ever (void)
{
  KxSettle settle = { 0 };
  gint64 end = START + 15 * 60 * SECOND;

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, end - SECOND / 2, TRUE, end);
  assert_step (&settle, end, TRUE, KX_SETTLE_SCAN);
  assert_step (&settle, end, TRUE, KX_SETTLE_REST);
  /* The next change waits again. */
  kx_settle_mark (&settle, end + SECOND, KX_SETTLE_LARGE);
  assert_waits (&settle, end + SECOND, TRUE, end + 2 * SECOND);
}

/* Taken and let go of again and again, the fifteen minutes are those since the change. */
static void
test_lock_again (void)
{
  KxSettle settle = { 0 };
  gint64 end = START + 15 * 60 * SECOND;

  kx_settle_mark (&settle, START, KX_SETTLE_LARGE);
  assert_waits (&settle, START, TRUE, START + SECOND);
  assert_waits (&settle, end - 10 * SECOND, FALSE, end - 10 * SECOND + SECOND / 2);
  assert_waits (&settle, end - 10 * SECOND + 1, TRUE, end - 9 * SECOND + 1);
  assert_step (&settle, end, TRUE, KX_SETTLE_SCAN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/clean", test_clean);
  g_test_add_func ("/settle/quiet", test_quiet);
  g_test_add_func ("/settle/small", test_small);
  g_test_add_func ("/settle/small-after-large", test_small_after_large);
  g_test_add_func ("/settle/large-after-small", test_large_after_small);
  g_test_add_func ("/settle/small-for-ever", test_small_for_ever);
  g_test_add_func ("/settle/longest", test_longest);
  g_test_add_func ("/settle/lock", test_lock);
  g_test_add_func ("/settle/after-lock", test_after_lock);
  g_test_add_func ("/settle/late-lock", test_late_lock);
  g_test_add_func ("/settle/lock-for-ever", test_lock_for_ever);
  g_test_add_func ("/settle/lock-again", test_lock_again);
  return g_test_run ();
}
