/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"
#include "load-request.h"

/*
 * Waits for the turn, copies and validates the files, and stages or arms the image. Takes @request.
 * An image that is loaded already is not loaded again.
 *
 * Fails with KX_ERROR (NO_SUCH_IMAGE, INCOMPLETE, INVALID_IMAGE, UNSUPPORTED, SIGNATURE_REJECTED,
 * LOCKED_DOWN, DISABLED, BUSY, CHANGED, NO_MEMORY, QUARANTINED, FAILED), G_DBUS_ERROR_INVALID_ARGS
 * for a command line that cannot be passed on, or G_IO_ERROR_CANCELLED. What was loaded before then
 * still is.
 *
 * @keeper announces the progress with its signal "progress".
 */
void kx_load_async (KxKeeper *keeper,
                    KxLoadRequest *request,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);

/* Returns what is loaded now; owned by the caller. */
KxArmed *kx_load_finish (GAsyncResult *result, GError **error);
