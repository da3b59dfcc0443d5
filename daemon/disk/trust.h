/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * kx_trust_status:
 * @status: of a file or directory
 *
 * Whoever can write a kernel can become root with the next restart. A process that is not root
 * itself trusts its own user, too.
 *
 * Returns: whether nobody but root can write or own it; a sticky directory is not enough
 */
gboolean kx_trust_status (const struct stat *status) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_trust_check:
 * @root: a root; what lies above it is not looked at
 * @path: of a file below it
 * @file: the status of the file that was opened at @path
 * @problem: (out): where the answer is %FALSE: what to mend, a sentence without a full stop
 *
 * Looks at the file and at every directory that the way to it leads through, behind links as well.
 *
 * Returns: whether nobody but root can alter or replace the file
 */
gboolean kx_trust_check (KxRoot *root, const char *path, const struct stat *file,
                         char **problem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
