/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The daemon's files in its runtime directory. They lie in memory (/run), so that there is nothing to
 * sync; each is replaced as a whole, so that there is never half of one.
 */

/*
 * The bytes of the file @name. (transfer full) NULL where there is no such file, without an error, or
 * where it cannot be read, with KX_ERROR_FAILED. Of one that is far too long, its beginning.
 */
char *kx_runtime_file_read (int dir_fd, const char *name, gsize *size, GError **error);

/*
 * Writes the file @name, readable for root alone. @dir_fd: descriptor of the directory. Errors:
 * KX_ERROR_FAILED; there is no such file then, also not the former one: it would be believed, and
 * would be wrong.
 */
gboolean kx_runtime_file_write (int dir_fd, const char *name, const char *text, GError **error);

/* Removes it, where there is one. */
void kx_runtime_file_remove (int dir_fd, const char *name);
