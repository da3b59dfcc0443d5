/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "moment.h"

/*
 * The processor's counter: the TSC of x86 where the kernel keeps time by it, so that it is steady
 * and the same on every processor. On other machines there is none, and the moments have no ticks.
 */

/* A moment, and when that was on the kernel's clocks; the readings are taken within microseconds. */
typedef struct
{
  KxMoment moment;
  gint64 raw;      /* CLOCK_MONOTONIC_RAW, nanoseconds */
  gint64 boottime; /* CLOCK_BOOTTIME, nanoseconds */
} KxTickReading;

/* @root_fd: descriptor of the root directory, for sysfs. */
KxTickReading kx_tick_clock_read (int root_fd);

/*
 * Frequency of the counter from two readings of one boot, kHz; 0 where they are less than half a
 * second apart or have no ticks.
 */
guint64 kx_tick_clock_get_khz (const KxTickReading *first, const KxTickReading *second);

/* When the kernel's clocks began. @khz: 0: the result has no ticks. */
KxMoment kx_tick_clock_get_zero (const KxTickReading *reading, guint64 khz);
