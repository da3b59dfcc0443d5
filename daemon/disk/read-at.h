/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * kx_read_at:
 * @fd: a regular file, open for reading; its offset is left alone
 * @offset: where to begin, in bytes
 * @buffer: room for what is read
 * @size: how many bytes
 * @error: in the domain %G_IO_ERROR
 *
 * Returns: how many bytes were read: fewer than @size only where the file ends; -1 on error
 */
gssize kx_read_at (int fd, guint64 offset, gpointer buffer, gsize size,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
