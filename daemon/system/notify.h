/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * systemd's store of descriptors: what is put there survives the end of this process, a crash too,
 * as long as the service is not stopped. Without systemd all of these do nothing.
 */

/*
 * kx_notify_ready / kx_notify_reloading / kx_notify_stopping / kx_notify_status:
 *
 * Tell the service manager. Reloading ends with another "ready". @status: one line for "systemctl
 * status".
 */
void kx_notify_ready (void);
void kx_notify_reloading (void);
void kx_notify_stopping (void);
void kx_notify_status (const char *status);

/*
 * kx_fdstore_put:
 * @name: at most 255 printable characters, no colon; an older descriptor of that name is removed
 *   first
 * @fd: stays the caller's
 *
 * Returns: whether the service manager was told; without one, FALSE.
 */
gboolean kx_fdstore_put (const char *name, int fd);

/* Drops all descriptors of that name. */
void kx_fdstore_remove (const char *name);

/*
 * kx_fdstore_take:
 * @name: the name under which an earlier process put it
 *
 * At start only. The first call takes all descriptors over from the environment; those that nobody
 * takes are closed by kx_fdstore_close_rest().
 *
 * Returns: (transfer full): the descriptor, close-on-exec, or -1.
 */
int kx_fdstore_take (const char *name);

void kx_fdstore_close_rest (void);
