/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "situation.h"

/*
 * kx_logind_situation_async:
 * @connection: the system bus
 * @uid: the user whose own sessions do not count
 *
 * Asks logind for sessions and inhibitors.
 */
void kx_logind_situation_async (GDBusConnection *connection, uid_t uid, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/*
 * kx_logind_situation_finish:
 *
 * Returns: (transfer full): the situation, or NULL with G_IO_ERROR_CANCELLED, KX_ERROR_UNSUPPORTED
 * where this machine has no logind, or KX_ERROR_FAILED.
 */
KxLogindSituation *kx_logind_situation_finish (GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_logind_restart_async:
 * @connection: the system bus
 * @root_fd: descriptor of the root directory, to look at kexec_loaded
 * @ignore_inhibitors: whether somebody consented to a restart in spite of block inhibitors
 *
 * Begins an orderly restart through the loaded kernel: logind's RebootWithFlags or, where logind
 * is too old for it, the job that starts kexec.target. Who may do that and whether other users are
 * logged in must have been asked before: to logind the caller is this daemon, root.
 *
 * logind turns a restart without a loaded kernel into a cold one and tells nobody; so kexec_loaded
 * is read right before each message, and the first message is sent before this function returns.
 *
 * Once a message has been sent, @cancellable no longer stops anything but the waiting.
 */
void kx_logind_restart_async (GDBusConnection *connection, int root_fd, gboolean ignore_inhibitors,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);

/*
 * kx_logind_restart_finish:
 *
 * Returns: TRUE when the restart has begun, or FALSE with G_IO_ERROR_CANCELLED or KX_ERROR:
 * NOT_ARMED (nothing is loaded), INHIBITED (an inhibitor came up meanwhile), BUSY (a shutdown is
 * under way already), UNSUPPORTED (neither logind nor systemd is there), FAILED.
 */
gboolean kx_logind_restart_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
