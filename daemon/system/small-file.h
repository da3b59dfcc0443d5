/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * kx_small_file_read:
 * @root_fd: descriptor of the root directory
 * @path: below it, with or without a leading slash
 * @max: at most so many bytes are read
 *
 * For files of /proc and /sys, which have no size. Links are followed within the root only.
 *
 * Returns: (transfer full): the beginning of the file with a NUL behind it, its bytes in @length
 * (nullable); NULL with errno set where it cannot be read.
 */
char *kx_small_file_read (int root_fd, const char *path, gsize max, gsize *length);

/* The same, of the first line only, without its newline. (transfer full) */
char *kx_small_file_read_line (int root_fd, const char *path, gsize max);

/*
 * kx_small_file_write:
 * @text: written at once, in place of what the file holds
 *
 * For the switches of /proc/sys and /sys; as kx_small_file_read().
 *
 * Returns: TRUE, or FALSE with errno set.
 */
gboolean kx_small_file_write (int root_fd, const char *path,
                              const char *text) G_GNUC_WARN_UNUSED_RESULT;
