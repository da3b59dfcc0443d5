/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "memory-map.h"

/*
 * Where segments go: takes room out of the usable memory, never twice. For one thread. What is
 * large or has to be in a certain place is taken first: what is small finds room between.
 */
typedef struct _KxPlacement KxPlacement;

KxPlacement *kx_placement_new (const KxMemoryMap *map);
void kx_placement_free (KxPlacement *placement);

/*
 * kx_placement_prefer:
 * @min: lowest address
 * @max: behind the last byte
 *
 * Places between these are taken as long as there are any; of several such wishes the first counts
 * most. At most KX_PLACEMENT_WISHES.
 */
void kx_placement_prefer (KxPlacement *placement, guint64 min, guint64 max);

#define KX_PLACEMENT_WISHES 4

/*
 * kx_placement_take:
 * @size: bytes, more than 0; whole pages are taken
 * @align: a power of two, at least 4096
 * @min: lowest address
 * @max: the last byte lies below this; G_MAXUINT64: anywhere
 * @random: chooses among all places that there are, each of them equally likely; 0: the lowest,
 *   G_MAXUINT64: the highest
 * @address: (out): untouched on failure
 * @error: KX_ERROR_NO_MEMORY: there is no such place
 */
gboolean kx_placement_take (KxPlacement *placement, guint64 size, guint64 align, guint64 min,
                            guint64 max, guint64 random, guint64 *address,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxPlacement, kx_placement_free)
