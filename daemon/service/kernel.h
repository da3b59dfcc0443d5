/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The kernel's side of a load: the calls that may take seconds, in a thread, with errors that name
 * the switch that caused them. The caller holds the turn; the record is his affair.
 */

/*
 * Where another program calls the kernel at the same time, the image is loaded again, a few times.
 *
 * Errors: KX_ERROR as in kx_handover_load(); KX_ERROR_FOREIGN also where the other program did not cease,
 * and nobody knows what the kernel holds (kx_keeper_lose()). Once the kernel has been asked, @cancellable stops
 * nothing any more: the answer is waited for, because only it tells what the kernel holds.
 * @next: what will be armed, of which @plan is.
 * @floor: bytes of memory that are to stay available to others, 0 for none.
 */
void kx_kernel_load_async (KxKeeper *keeper,
                           KxPlan *plan,
                           const KxArmed *next,
                           guint64 floor,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/* Returns (transfer full): what the kernel holds now: @next, which it was asked for, and how it was
 * given it; NULL on error. */
KxArmed *kx_kernel_load_finish (GAsyncResult *result, const KxArmed *next, GError **error);

void kx_kernel_unload_async (KxKeeper *keeper, GAsyncReadyCallback callback, gpointer user_data);
gboolean kx_kernel_unload_finish (GAsyncResult *result, GError **error);
