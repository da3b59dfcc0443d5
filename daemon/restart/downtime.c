/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "downtime.h"

#define LONGEST G_TIME_SPAN_HOUR

/* No processor counts faster than 100 GHz; with that the products below do not overflow. */
#define KHZ_MAX 100000000

#define UNKNOWN G_MININT64

/* Microseconds after the new kernel's clocks began; before that they are negative. Or UNKNOWN. */
typedef struct
{
  gint64 asked;
  gint64 ends[KX_DOWNTIME_PARTS];
} Line;

static const char *const names[] = {
  [KX_DOWNTIME_SERVICES] = "services", [KX_DOWNTIME_DEVICES] = "devices",
  [KX_DOWNTIME_HANDOVER] = "handover", [KX_DOWNTIME_KERNEL] = "kernel",
  [KX_DOWNTIME_INITRD] = "initrd",     [KX_DOWNTIME_USERSPACE] = "userspace",
};

const char *
kx_downtime_part_to_string (KxDowntimePart part)
{
  g_return_val_if_fail ((gsize) part < G_N_ELEMENTS (names), NULL);

  return names[part];
}

static gint64
by_ticks (guint64 ticks, const KxDowntimeStamps *stamps)
{
  guint64 zero = stamps->zero.ticks;
  guint64 distance = ticks > zero ? ticks - zero : zero - ticks;
  gint64 span;

  if (ticks == 0 || distance / stamps->khz > LONGEST / 1000)
    return UNKNOWN;

  span = (gint64) (distance * 1000 / stamps->khz);
  return ticks > zero ? span : -span;
}

static gint64
by_realtime (const KxMoment *moment, const KxDowntimeStamps *stamps)
{
  gint64 span;

  if (moment->realtime == 0 || stamps->zero.realtime == 0
      || __builtin_sub_overflow (moment->realtime, stamps->zero.realtime, &span))
    return UNKNOWN;

  return span;
}

static gboolean
has_ticks (const KxMoment *moment)
{
  return moment->realtime == 0 || moment->ticks != 0;
}

/* One clock for all: two of them would not agree on what lies between. */
static gboolean
counter_serves (const KxDowntimeStamps *stamps, gboolean kexec)
{
  return kexec && stamps->khz > 0 && stamps->khz <= KHZ_MAX && stamps->zero.ticks != 0
         && has_ticks (&stamps->asked) && has_ticks (&stamps->stopped);
}

/* A moment of the old system: before the new kernel's clocks began, and not too long before @end. */
static gint64
before (gint64 time, gint64 end)
{
  return time <= 0 && end != UNKNOWN && time >= end - LONGEST ? time : UNKNOWN;
}

/* One of the new system. */
static gint64
after (gint64 time)
{
  return time > 0 ? time : UNKNOWN;
}

static void
fill_line (const KxDowntimeStamps *stamps, gboolean kexec, Line *line)
{
  gboolean ticks = counter_serves (stamps, kexec);
  gint64 entered = ticks ? by_ticks (stamps->entered, stamps) : UNKNOWN;
  gint64 left = ticks ? by_ticks (stamps->left, stamps) : UNKNOWN;
  gint64 initrd = after (stamps->initrd);
  gint64 userspace = after (stamps->userspace);
  gint64 finished = after (stamps->finished);
  gint64 asked = ticks ? by_ticks (stamps->asked.ticks, stamps)
                       : by_realtime (&stamps->asked, stamps);
  gint64 stopped = ticks ? by_ticks (stamps->stopped.ticks, stamps)
                         : by_realtime (&stamps->stopped, stamps);

  line->asked = before (asked, finished);
  line->ends[KX_DOWNTIME_SERVICES] = before (stopped, finished);
  /* Either stamp without the other one tells of a purgatory that did not come through. */
  line->ends[KX_DOWNTIME_DEVICES] = left != UNKNOWN ? entered : UNKNOWN;
  line->ends[KX_DOWNTIME_HANDOVER] = entered != UNKNOWN && left != UNKNOWN ? left : 0;
  line->ends[KX_DOWNTIME_KERNEL] = initrd != UNKNOWN ? initrd : userspace;
  line->ends[KX_DOWNTIME_INITRD] = initrd != UNKNOWN ? userspace : UNKNOWN;
  line->ends[KX_DOWNTIME_USERSPACE] = finished;
}

/* From the beginning, which is known, to the end, which is, too. */
static void
fill_parts (const Line *line, gint64 begin, KxDowntime *downtime)
{
  gint64 end = line->ends[KX_DOWNTIME_USERSPACE];
  gint64 done = begin;
  int first = line->asked == begin ? KX_DOWNTIME_SERVICES : KX_DOWNTIME_DEVICES;

  for (int part = first; part < KX_DOWNTIME_PARTS; part++)
    {
      gint64 time = line->ends[part];

      if (time == UNKNOWN || time < done || time > end)
        continue;
      downtime->parts[part] = time - done;
      done = time;
    }
}

void
kx_downtime_forget (KxDowntime *downtime)
{
  downtime->total = downtime->stopped = -1;
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    downtime->parts[part] = -1;
}

void
kx_downtime_reckon (const KxDowntimeStamps *stamps, gboolean kexec, KxDowntime *downtime)
{
  KxDowntime result;
  gint64 begin, end, stopped;
  Line line;

  kx_downtime_forget (&result);
  fill_line (stamps, kexec, &line);
  end = line.ends[KX_DOWNTIME_USERSPACE];
  stopped = line.ends[KX_DOWNTIME_SERVICES];
  if (line.asked != UNKNOWN && stopped != UNKNOWN && stopped < line.asked)
    stopped = line.ends[KX_DOWNTIME_SERVICES] = UNKNOWN;
  begin = line.asked != UNKNOWN ? line.asked : stopped;

  if (begin != UNKNOWN && end != UNKNOWN)
    {
      result.total = end - begin;
      fill_parts (&line, begin, &result);
      result.stopped = stopped != UNKNOWN ? end - stopped : -1;
    }

  *downtime = result;
}

gint64
kx_downtime_get_saved (const KxDowntime *downtime, gint64 cold)
{
  gint64 saved;

  if (downtime->stopped < 0 || cold < 0)
    return -1;

  saved = cold - downtime->stopped;
  return saved != -1 ? saved : -2;
}
