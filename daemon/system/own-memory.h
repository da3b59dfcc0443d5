/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The memory of this process, and what there is for it. Bytes; 0: not known.
 */

/* kx_own_memory_reset_peak: from now on the peak is counted anew. */
void kx_own_memory_reset_peak (void);

/* kx_own_memory_get_peak: the most that this process held at a time since then. */
guint64 kx_own_memory_get_peak (void);

/* kx_own_memory_get_total: all that the machine has: MemTotal of /proc/meminfo below @root_fd. */
guint64 kx_own_memory_get_total (int root_fd);

/* kx_own_memory_get_available: how much more can be taken without swapping: MemAvailable of
 * /proc/meminfo below @root_fd. */
guint64 kx_own_memory_get_available (int root_fd);
