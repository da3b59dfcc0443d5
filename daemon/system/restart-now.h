/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * kx_restart_now:
 *
 * The last way, for root's force on a machine without systemd: writes everything to the disks,
 * makes the file systems read-only and starts the loaded kernel. Services are not stopped. Blocks;
 * does not return where it succeeds. The caller has made sure that an image is loaded.
 *
 * Returns: FALSE with KX_ERROR_NOT_ARMED, KX_ERROR_BUSY or KX_ERROR_FAILED.
 */
gboolean kx_restart_now (GError **error);
