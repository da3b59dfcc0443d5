/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tick-clock.h"

#include <time.h>

#include "small-file.h"

#define CLOCKSOURCE "sys/devices/system/clocksource/clocksource0/current_clocksource"

/* An interrupt between the readings spoils them; hardly ever all of so many. */
#define ATTEMPTS 5

#define NANOSECONDS_APART_LEAST (G_GINT64_CONSTANT (500) * 1000 * 1000)

/* CLOCK_BOOTTIME is slewed by at most 500 ppm (MAXFREQ, include/linux/timex.h); what is more is a time in
 * which the machine slept, and what the counter did then is not known. */
#define SLEEP_PPM 1000

static gboolean
has_ticks (int root_fd)
{
#ifdef __x86_64__
  g_autofree char *name = kx_small_file_read_line (root_fd, CLOCKSOURCE, 64);

  return g_strcmp0 (name, "tsc") == 0;
#else
  return FALSE;
#endif
}

static guint64
read_ticks (void)
{
#ifdef __x86_64__
  guint64 ticks;

  /* Not before what stands before it, and not after what stands behind it. */
  __builtin_ia32_lfence ();
  ticks = __builtin_ia32_rdtsc ();
  __builtin_ia32_lfence ();
  return ticks;
#else
  return 0;
#endif
}

static gint64
read_clock (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

KxTickReading
kx_tick_clock_read (int root_fd)
{
  gboolean counts = has_ticks (root_fd);
  gint64 best = G_MAXINT64;
  KxTickReading result = { 0 };

  for (int i = 0; i < ATTEMPTS; i++)
    {
      KxTickReading reading = { 0 };
      guint64 before = read_ticks ();
      gint64 begin = read_clock (CLOCK_MONOTONIC_RAW);
      gint64 took;

      reading.boottime = read_clock (CLOCK_BOOTTIME);
      reading.moment.realtime = read_clock (CLOCK_REALTIME) / 1000;
      took = read_clock (CLOCK_MONOTONIC_RAW) - begin;
      reading.raw = begin + took / 2;
      reading.moment.ticks = counts ? before + (read_ticks () - before) / 2 : 0;
      if (took < best)
        {
          best = took;
          result = reading;
        }
    }
  return result;
}

guint64
kx_tick_clock_get_khz (const KxTickReading *first, const KxTickReading *second)
{
  gint64 span = second->raw - first->raw;
  gint64 slept = second->boottime - first->boottime - span;

  if (first->moment.ticks == 0 || second->moment.ticks <= first->moment.ticks
      || span < NANOSECONDS_APART_LEAST || ABS (slept) > span / 1000000 * SLEEP_PPM)
    return 0;
  return (guint64) ((double) (second->moment.ticks - first->moment.ticks) * 1e6 / (double) span + 0.5);
}

KxMoment
kx_tick_clock_get_zero (const KxTickReading *reading, guint64 khz)
{
  double since = (double) reading->boottime * (double) khz / 1e6;
  /* Without a clock of its own a machine begins in 1970, and is told the time later. */
  KxMoment zero = { .realtime = MAX (reading->moment.realtime - reading->boottime / 1000, 0) };

  if (khz != 0 && (double) reading->moment.ticks > since)
    zero.ticks = reading->moment.ticks - (guint64) since;
  return zero;
}
