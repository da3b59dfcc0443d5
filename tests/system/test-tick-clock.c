/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tick-clock.h"

#include <time.h>

#include "fake-root.h"

#define CLOCKSOURCE "sys/devices/system/clocksource/clocksource0/current_clocksource"
#define SECOND G_GINT64_CONSTANT (1000000000)
#define KHZ G_GINT64_CONSTANT (2904002)
#define REALTIME G_GINT64_CONSTANT (1795377600000000)

static gint64
now (clockid_t clock)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (clock, &time), ==, 0);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static void
test_clocks (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  gint64 raw = now (CLOCK_MONOTONIC_RAW);
  gint64 boottime = now (CLOCK_BOOTTIME);
  gint64 realtime = now (CLOCK_REALTIME) / 1000;
  KxTickReading reading = kx_tick_clock_read (root->fd);

  g_assert_cmpint (reading.raw, >=, raw);
  g_assert_cmpint (reading.raw, <=, now (CLOCK_MONOTONIC_RAW));
  g_assert_cmpint (reading.boottime, >=, boottime);
  g_assert_cmpint (reading.boottime, <=, now (CLOCK_BOOTTIME));
  g_assert_cmpint (reading.moment.realtime, >=, realtime);
  g_assert_cmpint (reading.moment.realtime, <=, now (CLOCK_REALTIME) / 1000);
}

/* A counter by which the kernel does not keep time may stand still, or differ between processors. */
static void
test_counter (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  KxTickReading first;
  KxTickReading second;

  g_assert_cmpuint (kx_tick_clock_read (root->fd).moment.ticks, ==, 0);
  fake_root_write (root, CLOCKSOURCE, "hpet\n");
  g_assert_cmpuint (kx_tick_clock_read (root->fd).moment.ticks, ==, 0);
  fake_root_write (root, CLOCKSOURCE, "tsc-early\n");
  g_assert_cmpuint (kx_tick_clock_read (root->fd).moment.ticks, ==, 0);

  fake_root_write (root, CLOCKSOURCE, "tsc\n");
  first = kx_tick_clock_read (root->fd);
  second = kx_tick_clock_read (root->fd);
#ifdef __x86_64__
  g_assert_cmpuint (first.moment.ticks, >, 0);
  g_assert_cmpuint (second.moment.ticks, >, first.moment.ticks);
  g_assert_cmpint (second.raw, >, first.raw);
#else
  g_assert_cmpuint (first.moment.ticks, ==, 0);
  g_assert_cmpuint (second.moment.ticks, ==, 0);
#endif
}

/* So many nanoseconds of a boot that has no slewing. */
static KxTickReading
reading_at (gint64 nanoseconds)
{
  return (KxTickReading){
    .moment = { .ticks = 1000000 + (guint64) (nanoseconds / 1000 * KHZ / 1000),
                .realtime = REALTIME + nanoseconds / 1000 },
    .raw = nanoseconds,
    .boottime = nanoseconds + 40000, /* they do not begin at the same moment */
  };
}

static guint64
khz_between (KxTickReading first, KxTickReading second)
{
  return kx_tick_clock_get_khz (&first, &second);
}

static void
test_frequency (void)
{
  KxTickReading slewed = reading_at (1000 * SECOND);
  KxTickReading asleep = reading_at (1000 * SECOND);
  KxTickReading none = reading_at (0);

  g_assert_cmpuint (khz_between (reading_at (0), reading_at (SECOND)), ==, KHZ);
  g_assert_cmpuint (khz_between (reading_at (SECOND), reading_at (SECOND * 86400 * 30)), ==, KHZ);
  g_assert_cmpuint (khz_between (reading_at (0), reading_at (SECOND / 2)), ==, KHZ);
  g_assert_cmpuint (khz_between (reading_at (0), reading_at (SECOND / 2 - 1)), ==, 0);
  g_assert_cmpuint (khz_between (reading_at (SECOND), reading_at (0)), ==, 0);

  slewed.boottime += SECOND / 2; /* 500 ppm */
  g_assert_cmpuint (khz_between (reading_at (0), slewed), ==, KHZ);
  asleep.boottime += 5 * SECOND;
  g_assert_cmpuint (khz_between (reading_at (0), asleep), ==, 0);
  none.moment.ticks = 0;
  g_assert_cmpuint (khz_between (none, reading_at (SECOND)), ==, 0);
  g_assert_cmpuint (khz_between (reading_at (SECOND), none), ==, 0);
}

static void
test_zero (void)
{
  KxTickReading reading = reading_at (100 * SECOND);
  KxMoment zero = kx_tick_clock_get_zero (&reading, KHZ);

  g_assert_cmpint (zero.realtime, ==, REALTIME - 40);
  g_assert_cmpint (ABS ((gint64) zero.ticks - (1000000 - 40 * KHZ / 1000)), <=, 1);

  zero = kx_tick_clock_get_zero (&reading, 0);
  g_assert_cmpint (zero.realtime, ==, REALTIME - 40);
  g_assert_cmpuint (zero.ticks, ==, 0);

  /* Nothing is below nothing: a clock in 1970, a counter that was set. */
  reading.moment = (KxMoment){ .ticks = 5, .realtime = 5 };
  zero = kx_tick_clock_get_zero (&reading, KHZ);
  g_assert_cmpint (zero.realtime, ==, 0);
  g_assert_cmpuint (zero.ticks, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tick-clock/clocks", test_clocks);
  g_test_add_func ("/tick-clock/counter", test_counter);
  g_test_add_func ("/tick-clock/frequency", test_frequency);
  g_test_add_func ("/tick-clock/zero", test_zero);
  return g_test_run ();
}
