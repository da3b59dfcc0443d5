/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * What restarts that failed mean for the next load: a way down, from the fastest way to load to the
 * slowest, and from an image that failed too often to one that has proven itself.
 */

/* The ways to load that failed with the image of this digest, as bits: 1 << KxMethod. */
guint kx_ladder_get_failed (KxKeeper *keeper, const char *digest);

/* Why they are not taken again, in a sentence; NULL: there are none. (transfer full) */
char *kx_ladder_describe_failed (KxKeeper *keeper, const char *digest);

/*
 * Whether the image of this digest may be loaded. @image: its id, "" for a caller's own. Error:
 * KX_ERROR_QUARANTINED, where as many restarts into it failed as MaxFailures= allows.
 */
gboolean kx_ladder_check (KxKeeper *keeper, const char *image, const char *digest, GError **error);

/*
 * What takes the place of a default image that is quarantined: the image that runs now, for it has
 * proven itself. NULL: it is not to be found, or is the default one. Not owned.
 */
const KxImage *kx_ladder_find_fallback (KxKeeper *keeper);
