/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * kx_kexec_lock:
 * @root_fd: descriptor of the root directory
 *
 * From now until the next boot the kernel refuses to load anything, and to drop what it holds: by
 * whomever. Nobody can take that back. Source: kexec_load_disabled in the kernel's
 * Documentation/admin-guide/sysctl/kernel.rst.
 *
 * Returns: TRUE, also where it was so already; FALSE with KX_ERROR_UNSUPPORTED (no such switch: the
 * kernel has no kexec) or KX_ERROR_FAILED.
 */
gboolean kx_kexec_lock (int root_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
