/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The daemon's files in its state directory, /var/lib/kexecd. They outlive power cuts: each is replaced
 * as a whole, written and synced before its name changes, and the directory afterwards. All of it
 * blocks on the disk: for threads; two may not write a file of the same name at a time. @dir_fd:
 * descriptor of the directory, open for reading (a mere O_PATH cannot be synced).
 */

/* What a file may have at most, bytes: more is not read. */
#define KX_STATE_FILE_MAX (1024 * 1024)

/*
 * The bytes of the file @name, and a NUL that is not counted. (transfer full) NULL where there is no
 * such file, without an error, or, where it cannot be read, is too long or no regular file of root's
 * own, with KX_ERROR_FAILED.
 */
char *kx_state_file_read (int dir_fd, const char *name, gsize *size, GError **error);

/*
 * Writes it, readable for root alone; when it returns, a power cut does not take it back. Errors:
 * KX_ERROR_FAILED; the former file is still there then, and no temporary one. Only where nothing
 * failed but the last sync, of the directory, the new file is there, and a power cut may bring back
 * the former one.
 */
gboolean kx_state_file_write (int dir_fd, const char *name, const char *text, GError **error);

/* Removes it, where there is one; synced. Errors: KX_ERROR_FAILED. */
gboolean kx_state_file_remove (int dir_fd, const char *name, GError **error);

/*
 * Puts a file that is of no use out of the way, for people to look at: under its name with ".bad"
 * after it; an older one there is replaced. Errors: KX_ERROR_FAILED.
 */
gboolean kx_state_file_set_aside (int dir_fd, const char *name, GError **error);
