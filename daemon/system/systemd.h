/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/*
 * kx_systemd_kexec_async:
 * @connection: the system bus
 * @root_fd: descriptor of the root directory, to look at kexec_loaded right before the call
 *
 * Restarts at once through the loaded kernel, without stopping services in order (systemd kills
 * what runs, unmounts and restarts): the force of Execute.
 */
void kx_systemd_kexec_async (GDBusConnection *connection, int root_fd, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/*
 * kx_systemd_kexec_finish:
 *
 * Returns: TRUE when the restart has begun, or FALSE with G_IO_ERROR_CANCELLED or KX_ERROR:
 * NOT_ARMED, UNSUPPORTED (systemd is not there: kx_restart_now() is left), FAILED.
 */
gboolean kx_systemd_kexec_finish (GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number of the release at the beginning of the manager's property Version, of which the rest is
 * the distribution's: 257 of "257.9-1~deb13u1"; 0: there is none. */
guint kx_systemd_version_parse (const char *text);

/*
 * kx_systemd_version_async:
 * @connection: the system bus
 */
void kx_systemd_version_async (GDBusConnection *connection, GAsyncReadyCallback callback,
                               gpointer user_data);

/* The number of the release, 257 for example; 0 for every failure. */
guint kx_systemd_version_finish (GAsyncResult *result);

/* Why the daemon has been told to stop. */
typedef enum
{
  KX_STOP_UNKNOWN,    /* nobody can tell: no systemd, no answer, or no job for this unit */
  KX_STOP_DELIBERATE, /* somebody stops or removes the service: unload */
  KX_STOP_RESTART,    /* the service is about to run again, after an upgrade for example: keep */
  KX_STOP_SHUTDOWN,   /* the machine goes down: keep */
} KxStopReason;

/*
 * kx_systemd_stop_reason_async:
 * @connection: the system bus
 *
 * For SIGTERM. Asks systemd whether the machine is going down and which job its unit has; never
 * takes longer than two seconds.
 */
void kx_systemd_stop_reason_async (GDBusConnection *connection, GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Cannot fail: KX_STOP_UNKNOWN stands for every failure. */
KxStopReason kx_systemd_stop_reason_finish (GAsyncResult *result);

const char *kx_stop_reason_to_string (KxStopReason reason);
