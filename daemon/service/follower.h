/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The follower: looks at /boot when it has come to rest after a change, and has the default image
 * loaded where the rules say so (kx_arming_wanted()). What did not work is tried again with growing
 * pauses, a few times; then it waits for the next change.
 */
#define KX_TYPE_FOLLOWER (kx_follower_get_type ())
G_DECLARE_FINAL_TYPE (KxFollower, kx_follower, KX, FOLLOWER, GObject)

/*
 * Begins to look at once. Errors: where /boot cannot be watched.
 */
KxFollower *kx_follower_new (KxKeeper *keeper, GError **error);

/*
 * Looks now, without waiting for anything, and arms again what Unload has dropped. Ends when that
 * is done. Errors: G_IO_ERROR_CANCELLED, or why the default image could not be loaded.
 */
void kx_follower_rescan_async (KxFollower *follower,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kx_follower_rescan_finish (GAsyncResult *result, GError **error);

/* The configuration has changed: what failed with the one before is tried with this one. */
void kx_follower_reconsider (KxFollower *follower);

/*
 * Ends when the look at /boot that is under way, the first one after the start for example, and
 * what follows from that, or from a change of the keeper, is done. Errors: G_IO_ERROR_CANCELLED.
 */
void kx_follower_look_async (KxFollower *follower,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean kx_follower_look_finish (GAsyncResult *result, GError **error);
