/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * Whether what is loaded could be made certain, as far as that can be seen without reading files;
 * for CanExecute. Errors: KX_ERROR_INCOMPLETE.
 */
gboolean kx_assure_check (KxKeeper *keeper, GError **error);

/*
 * Whether that takes the first look at /boot, which has not ended: this daemon took over from another one
 * what is armed, and has yet to find its files.
 */
gboolean kx_assure_needs_look (KxKeeper *keeper);

/*
 * Right before a restart: the kernel is made to hold what was announced, before services stop.
 *
 * What is staged is loaded. What is armed stays as it is where the kernel tells that it still holds
 * it (kx_keeper_is_certain()); elsewhere, before Linux 6.3 above all, another program may have loaded
 * over it unnoticed: the image is read anew, must be the same to the last byte, and is loaded again.
 * Files that cannot be read any more are a refusal, then: nothing else would tell what starts.
 *
 * The caller holds the turn and has checked that something may be started. @keeper announces the
 * progress. Errors: those of kx_gather_async() and kx_kernel_load_async(), KX_ERROR_CHANGED. What was
 * loaded before then still is, but for KX_ERROR_FOREIGN.
 */
void kx_assure_async (KxKeeper *keeper,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
gboolean kx_assure_finish (GAsyncResult *result, GError **error);
