/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Whose calls moved the kernel's load counter (kernel.kexec_load_limit_reboot). */
typedef enum
{
  KX_TALLY_UNKNOWN, /* it was not counted all the time */
  KX_TALLY_OURS,    /* only our own, if any */
  KX_TALLY_FOREIGN, /* another program's, too */
} KxTally;

/* A counter above this one limits nobody: so many calls are not made before the next boot. */
#define KX_TALLY_LARGEST_LIMIT (G_MAXINT / 2)

/*
 * @before, @now: the counter at two moments, -1 where there was none. @own: the calls of our own in
 * between. The kernel counts down by one for each call, loads and unloads alike, at its beginning;
 * at 0 it refuses them and stays there. Only an administrator who sets a limit takes it across
 * KX_TALLY_LARGEST_LIMIT, and hides what calls there were.
 */
KxTally kx_tally (int before, int now, guint own);
