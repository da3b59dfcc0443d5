/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "protection.h"

/*
 * The watchdog of the hardware as the kernel's sysfs shows it (Documentation/ABI/testing/
 * sysfs-class-watchdog), which does not open it, and as the service manager uses it.
 */

/*
 * kx_watchdog_read:
 * @root_fd: descriptor of the root directory
 * @device: the service manager's word for the one that it uses; "": the first
 * @watchdog: (out): to be cleared with kx_watchdog_clear(); what cannot be read is NULL, 0 or FALSE
 */
void kx_watchdog_read (int root_fd, const char *device, KxWatchdog *watchdog);

/*
 * kx_watchdog_manager_async:
 * @connection: the system bus
 *
 * Asks the service manager. Does not wait for long.
 */
void kx_watchdog_manager_async (GDBusConnection *connection, GAsyncReadyCallback callback,
                                gpointer user_data);

/* @manager: to be cleared with kx_watchdog_manager_clear(); not `is_known` for every failure. */
void kx_watchdog_manager_finish (GAsyncResult *result, KxWatchdogManager *manager);

/*
 * kx_watchdog_set_async:
 * @timeout: of a restart by kexec, microseconds; G_MAXUINT64: what the administrator has configured
 *
 * It lasts until the next boot, or until it is set again.
 */
void kx_watchdog_set_async (GDBusConnection *connection, guint64 timeout, GAsyncReadyCallback callback,
                            gpointer user_data);

/* Errors: KX_ERROR_FAILED. */
gboolean kx_watchdog_set_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
