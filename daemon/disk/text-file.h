/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * kx_text_file_read:
 * @root: a root
 * @path: of a file of somebody's configuration below it
 * @cap: the most bytes that it may have
 * @length: (out) (optional): how many it has
 * @error: in the domain %G_IO_ERROR: %G_IO_ERROR_NOT_FOUND: it does not exist;
 *   %G_IO_ERROR_PERMISSION_DENIED: this process may not read it; others for other reasons. In
 *   KX_ERROR: KX_ERROR_INVALID_IMAGE: too large, not a regular file, or somebody else than root
 *   could write it (kx_trust_check()). The message names the file and says what to do
 *
 * Reads a file that decides what is started: only one that nobody but root can alter.
 *
 * Returns: (transfer full): its contents, ended by a NUL that is not counted; %NULL on error
 */
char *kx_text_file_read (KxRoot *root, const char *path, gsize cap, gsize *length,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
