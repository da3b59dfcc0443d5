/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * A moment, on two clocks. The processor's counter runs on over a kexec, starts anew with a cold boot,
 * and nobody sets it; the real-time clock runs on over both, but somebody may set it.
 */
typedef struct
{
  guint64 ticks;   /* of the processor's counter; 0: it cannot be had, or is not steady */
  gint64 realtime; /* microseconds; 0: the moment is not known */
} KxMoment;
