/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_write_all:
 * @fd: open for writing
 * @buffer: what is written, from the descriptor's offset on
 * @size: how many bytes
 *
 * Returns: %FALSE with errno set where not all of it could be written
 */
gboolean kx_write_all (int fd, const char *buffer, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
