/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/*
 * Waiters: those who wait for one event, in the order in which they came. Each may go before it
 * comes. Main loop only.
 */
typedef struct _KxWaiters KxWaiters;

KxWaiters *kx_waiters_new (void);

/* Who still waits is forgotten without a word. */
void kx_waiters_free (KxWaiters *waiters);

/*
 * Adds one; @source: of the GAsyncResult, may be NULL. @callback is never called from within this
 * function. Where @cancellable is cancelled while the wait lasts, it ends with
 * G_IO_ERROR_CANCELLED; who has been released is told so, cancelled or not.
 */
void kx_waiters_add (KxWaiters *waiters,
                     gpointer source,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
gboolean kx_waiters_add_finish (GAsyncResult *result, GError **error);

/* Releases the one who waits longest; FALSE: nobody waits. May call its callback at once. */
gboolean kx_waiters_release_first (KxWaiters *waiters);

/* Releases everybody who waits now, with @error where that is not NULL. May call callbacks at
 * once. */
void kx_waiters_release (KxWaiters *waiters, const GError *error);
