/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "armed.h"
#include "tally.h"

/* What other programs have done to what the kernel holds. */
typedef enum
{
  KX_INTERFERENCE_NONE,
  KX_INTERFERENCE_LOADED,   /* the kernel holds, or may hold, what somebody else loaded */
  KX_INTERFERENCE_UNLOADED, /* what was loaded is gone */
} KxInterference;

/*
 * @armed: what should be loaded; NULL: nothing. @loaded: the kernel's flag: 1, 0, -1 where it
 * cannot be read. @tally: since @armed was loaded. A call of another program that failed cannot be
 * told from one that replaced the image: both make it unknown what the kernel holds.
 */
KxInterference kx_interference_judge (const KxArmed *armed, int loaded, KxTally tally);
