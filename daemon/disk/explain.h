/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/** KX_EXPLAIN_CHOICE: exit code of --explain: there is a default image. */
#define KX_EXPLAIN_CHOICE 0
/** KX_EXPLAIN_NONE: exit code of --explain: there is none. */
#define KX_EXPLAIN_NONE 3

/**
 * kx_explain:
 * @root: what stands for `/`
 * @json: print JSON, in the shape that the man page documents; else text for people
 * @out: what is to be printed is appended here
 * @error: as for kx_scan()
 *
 * Scans and says what would be started next, and why. Blocks.
 *
 * Returns: the exit code: KX_EXPLAIN_CHOICE or KX_EXPLAIN_NONE; -1 on error
 */
int kx_explain (KxRoot *root, gboolean json, GString *out,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
