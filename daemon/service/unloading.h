/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * Drops whatever is loaded or staged, and arms nothing by itself until something changes in /boot.
 * Where @has_expect, only if the generation is @expect when the turn comes.
 *
 * Errors: KX_ERROR (NOT_ARMED, BUSY, CHANGED, LOCKED_DOWN, DISABLED, FAILED) or
 * G_IO_ERROR_CANCELLED.
 */
void kx_unload_async (KxKeeper *keeper,
                      gboolean has_expect,
                      guint64 expect,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean kx_unload_finish (GAsyncResult *result, GError **error);

/*
 * The same for the end of the service: at once, because nobody comes after; only an image of ours,
 * never a foreign one.
 */
void kx_unload_now (KxKeeper *keeper);
