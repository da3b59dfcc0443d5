/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * kx_mount_table_read:
 * @root: a root
 * @prefix: (out) (transfer full): the directory below which the table has the mount points that are
 *   below @root; untouched where there is no table
 *
 * What is mounted (/proc/self/mountinfo), after waking what automounters serve at the usual places
 * for boot loaders.
 *
 * Returns: (transfer full) (element-type KxMount) (nullable): the mounts; %NULL where there is no
 *   such table
 */
GPtrArray *kx_mount_table_read (KxRoot *root, char **prefix) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
