/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <gio/gio.h>

/*
 * kx_caller_lookup_async:
 * @connection: the system bus
 * @sender: unique bus name of a caller
 *
 * Asks the bus for the user behind @sender. Nothing is cached.
 */
void kx_caller_lookup_async (GDBusConnection *connection, const char *sender,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);

/*
 * kx_caller_lookup_finish:
 * @uid: (out): the user
 *
 * Returns: TRUE, or FALSE with G_IO_ERROR_CANCELLED or G_DBUS_ERROR_ACCESS_DENIED: a caller who is
 * gone or whom the bus cannot name gets no rights.
 */
gboolean kx_caller_lookup_finish (GAsyncResult *result, uid_t *uid,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for one caller to leave the bus. */
typedef struct _KxCallerWatch KxCallerWatch;

/*
 * kx_caller_watch_new:
 * @sender: unique bus name of a caller; one that has left already counts, too
 * @cancellable: cancelled once, from the main loop, when @sender leaves the bus
 *
 * All watches of one connection share a single match rule at the bus, so their number is not
 * limited by it; while there are none the daemon hears of no other caller's comings and goings.
 *
 * Returns: (transfer full): end it with kx_caller_watch_free(), also after it fired.
 */
KxCallerWatch *kx_caller_watch_new (GDBusConnection *connection, const char *sender,
                                    GCancellable *cancellable);

void kx_caller_watch_free (KxCallerWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxCallerWatch, kx_caller_watch_free)
