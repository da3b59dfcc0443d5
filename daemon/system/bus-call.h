/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* Well-known names of what is asked over the system bus. */
#define KX_BUS_PROPERTIES "org.freedesktop.DBus.Properties"
#define KX_LOGIND_NAME "org.freedesktop.login1"
#define KX_LOGIND_PATH "/org/freedesktop/login1"
#define KX_LOGIND_MANAGER "org.freedesktop.login1.Manager"
#define KX_LOGIND_SESSION "org.freedesktop.login1.Session"
#define KX_SYSTEMD_NAME "org.freedesktop.systemd1"
#define KX_SYSTEMD_PATH "/org/freedesktop/systemd1"
#define KX_SYSTEMD_MANAGER "org.freedesktop.systemd1.Manager"
#define KX_SYSTEMD_UNIT "org.freedesktop.systemd1.Unit"
#define KX_SYSTEMD_JOB "org.freedesktop.systemd1.Job"

/* Whether a call failed because its service is not there and nothing can start it. */
gboolean kx_bus_error_is_absence (const GError *error);

/* Whether a call failed because the service, a too old one, does not know the method. */
gboolean kx_bus_error_is_unknown_method (const GError *error);

/* Whether the error has this name on the bus. */
gboolean kx_bus_error_has_name (const GError *error, const char *name);

/*
 * kx_bus_check_loaded:
 * @root_fd: descriptor of the root directory
 *
 * The last look before a restart begins.
 *
 * Returns: TRUE where the kernel says that an image is loaded, else FALSE with KX_ERROR_NOT_ARMED.
 */
gboolean kx_bus_check_loaded (int root_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
