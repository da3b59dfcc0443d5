/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_extlinux_places:
 *
 * Returns: (transfer none) (array zero-terminated=1): where a configuration is looked for, in the
 *   form of kx_watch_set_paths(), the first that exists counts
 */
const char *const *kx_extlinux_places (void);

/**
 * kx_extlinux_read:
 * @root: a root
 * @filesystems: its file systems
 *
 * Reads the configuration of syslinux (on x86) or U-Boot (elsewhere), with all that it includes, as
 * that one does.
 *
 * Returns: (transfer full) (nullable): its menu; %NULL where there is no such configuration
 */
KxMenu *kx_extlinux_read (KxRoot *root, const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
