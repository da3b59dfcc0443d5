/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "downtime.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define KHZ G_GUINT64_CONSTANT (2500000) /* 2.5 GHz */

/* The counter at that moment, where the new kernel's clocks begin at ZERO_TICKS. */
#define ZERO_TICKS (KHZ * 1000 * 100000)
#define TICKS_AT(us) (ZERO_TICKS + (guint64) ((gint64) (us) * (gint64) (KHZ / 1000)))
#define ZERO_TIME G_GINT64_CONSTANT (1700000000000000)
#define MOMENT_AT(us) { .ticks = TICKS_AT (us), .realtime = ZERO_TIME + (us) }

/* Asked; 3 s of services, 0.5 s of devices, 0.02 s of purgatory, 0.1 s until the clocks begin. */
static const KxDowntimeStamps whole = {
  .asked = MOMENT_AT (-3620000),
  .stopped = MOMENT_AT (-620000),
  .entered = TICKS_AT (-120000),
  .left = TICKS_AT (-100000),
  .zero = MOMENT_AT (0),
  .initrd = 1 * SECOND,
  .userspace = 3 * SECOND,
  .finished = 8 * SECOND,
  .khz = KHZ,
};

static void
assert_parts (const KxDowntimeStamps *stamps, gboolean kexec,
              const gint64 expected[KX_DOWNTIME_PARTS], gint64 total)
{
  KxDowntime downtime;
  gint64 sum = 0;

  kx_downtime_reckon (stamps, kexec, &downtime);
  g_assert_cmpint (downtime.total, ==, total);
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    {
      if (downtime.parts[part] != expected[part])
        g_error ("%s: %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                 kx_downtime_part_to_string ((KxDowntimePart) part), downtime.parts[part],
                 expected[part]);
      sum += MAX (downtime.parts[part], 0);
    }
  g_assert_cmpint (sum, ==, MAX (total, 0));
}

#define ASSERT_PARTS(stamps, kexec, total, ...)                                                    \
  assert_parts (stamps, kexec, (const gint64[KX_DOWNTIME_PARTS]){ __VA_ARGS__ }, total)

static void
test_whole (void)
{
  KxDowntime downtime;

  ASSERT_PARTS (&whole, TRUE, 11620000, 3000000, 500000, 20000, 1100000, 2000000, 5000000);
  kx_downtime_reckon (&whole, TRUE, &downtime);
  g_assert_cmpint (downtime.stopped, ==, 8620000);
}

/* The counter starts anew in a cold boot: what it says there is of another world. */
static void
test_cold (void)
{
  KxDowntimeStamps stamps = whole;

  stamps.zero.ticks = 12345;
  ASSERT_PARTS (&stamps, FALSE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
}

/* An arbitrary setting of the clock does not matter as long as the counter runs on. */
static void
test_clock_set (void)
{
  KxDowntimeStamps stamps = whole;

  stamps.zero.realtime -= 365 * G_TIME_SPAN_DAY;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, 500000, 20000, 1100000, 2000000, 5000000);
  ASSERT_PARTS (&stamps, FALSE, -1, -1, -1, -1, -1, -1, -1);

  stamps.zero.realtime += 2 * 365 * G_TIME_SPAN_DAY;
  ASSERT_PARTS (&stamps, FALSE, -1, -1, -1, -1, -1, -1, -1);

  /* Set by little, so that only the stop still lies before the new kernel. */
  stamps = whole;
  stamps.asked.realtime = ZERO_TIME + 1;
  ASSERT_PARTS (&stamps, FALSE, 8620000, -1, -1, 620000, 1000000, 2000000, 5000000);
}

/* What is not known is part of the next one that is. */
static void
test_unknown (void)
{
  KxDowntimeStamps stamps = whole;

  stamps.entered = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.entered = whole.entered;
  stamps.left = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.entered = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.initrd = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 3000000, -1, 5000000);
  stamps.userspace = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, -1, -1, 8000000);
  stamps.stopped = (KxMoment){ 0 };
  ASSERT_PARTS (&stamps, TRUE, 11620000, -1, -1, 3620000, -1, -1, 8000000);
  stamps.finished = 0;
  ASSERT_PARTS (&stamps, TRUE, -1, -1, -1, -1, -1, -1, -1);

  stamps = whole;
  stamps.asked = (KxMoment){ 0 };
  ASSERT_PARTS (&stamps, TRUE, 8620000, -1, 500000, 20000, 1100000, 2000000, 5000000);
  stamps.stopped = (KxMoment){ 0 };
  ASSERT_PARTS (&stamps, TRUE, -1, -1, -1, -1, -1, -1, -1);

  stamps = whole;
  stamps.zero = (KxMoment){ 0 };
  ASSERT_PARTS (&stamps, TRUE, -1, -1, -1, -1, -1, -1, -1);
  ASSERT_PARTS (&stamps, FALSE, -1, -1, -1, -1, -1, -1, -1);
}

/* Without a counter that reaches over, the clock has to do, for all of them. */
static void
test_no_counter (void)
{
  KxDowntimeStamps stamps = whole;

  stamps.khz = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.khz = G_MAXUINT64;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.khz = KHZ;
  stamps.zero.ticks = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
  stamps.zero.ticks = ZERO_TICKS;
  stamps.stopped.ticks = 0;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);
}

/* Noise in what a purgatory or a file left behind spoils that alone. */
static void
test_impossible (void)
{
  KxDowntimeStamps stamps = whole;
  KxDowntime downtime;

  stamps.entered = TICKS_AT (-700000);
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 520000, 1100000, 2000000, 5000000);
  stamps.entered = 1;
  stamps.left = G_MAXUINT64;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, -1, 620000, 1000000, 2000000, 5000000);

  stamps = whole;
  stamps.left = TICKS_AT (9 * SECOND);
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, 500000, -1, 1120000, 2000000, 5000000);

  stamps = whole;
  stamps.userspace = G_MAXINT64;
  ASSERT_PARTS (&stamps, TRUE, 11620000, 3000000, 500000, 20000, 1100000, -1, 7000000);
  stamps.finished = -5;
  ASSERT_PARTS (&stamps, TRUE, -1, -1, -1, -1, -1, -1, -1);
  stamps.finished = G_MAXINT64;
  ASSERT_PARTS (&stamps, TRUE, -1, -1, -1, -1, -1, -1, -1);

  /* Services that had stopped before anybody asked for it; who asked more than an hour ago. */
  stamps = whole;
  stamps.stopped = (KxMoment) MOMENT_AT (-5 * SECOND);
  ASSERT_PARTS (&stamps, TRUE, 11620000, -1, 3500000, 20000, 1100000, 2000000, 5000000);
  kx_downtime_reckon (&stamps, TRUE, &downtime);
  g_assert_cmpint (downtime.stopped, ==, -1);
  stamps = whole;
  stamps.asked = (KxMoment) MOMENT_AT (-3599 * SECOND);
  ASSERT_PARTS (&stamps, TRUE, 8620000, -1, 500000, 20000, 1100000, 2000000, 5000000);
  ASSERT_PARTS (&stamps, FALSE, 8620000, -1, -1, 620000, 1000000, 2000000, 5000000);
  stamps.asked = whole.stopped;
  stamps.stopped = (KxMoment) MOMENT_AT (-3599 * SECOND);
  ASSERT_PARTS (&stamps, TRUE, 8620000, -1, 500000, 20000, 1100000, 2000000, 5000000);
  kx_downtime_reckon (&stamps, TRUE, &downtime);
  g_assert_cmpint (downtime.stopped, ==, -1);
  stamps.zero.realtime = G_MININT64;
  kx_downtime_reckon (&stamps, FALSE, &downtime);
  g_assert_cmpint (downtime.stopped, ==, -1);
}

static void
test_saved (void)
{
  KxDowntime downtime = { .stopped = 8 * SECOND };
  KxDowntime unknown = { .stopped = -1 };

  g_assert_cmpint (kx_downtime_get_saved (&downtime, 42 * SECOND), ==, 34 * SECOND);
  g_assert_cmpint (kx_downtime_get_saved (&downtime, 7 * SECOND), ==, -1 * SECOND);
  g_assert_cmpint (kx_downtime_get_saved (&downtime, 8 * SECOND - 1), ==, -2);
  g_assert_cmpint (kx_downtime_get_saved (&downtime, -1), ==, -1);
  g_assert_cmpint (kx_downtime_get_saved (&unknown, 42 * SECOND), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/downtime/whole", test_whole);
  g_test_add_func ("/downtime/cold", test_cold);
  g_test_add_func ("/downtime/clock-set", test_clock_set);
  g_test_add_func ("/downtime/unknown", test_unknown);
  g_test_add_func ("/downtime/no-counter", test_no_counter);
  g_test_add_func ("/downtime/impossible", test_impossible);
  g_test_add_func ("/downtime/saved", test_saved);
  return g_test_run ();
}
