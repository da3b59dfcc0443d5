/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_raspberry_pi_places:
 *
 * Returns: (transfer none) (array zero-terminated=1): where config.txt is looked for, in the form
 *   of kx_watch_set_paths(), the first that exists counts
 */
const char *const *kx_raspberry_pi_places (void);

/**
 * kx_raspberry_pi_read:
 * @root: a root
 * @filesystems: its file systems
 *
 * Reads what the firmware of a Raspberry Pi starts: always one entry.
 *
 * The firmware adds words of its own to those of cmdline.txt, which only the command line of a
 * kernel that it started shows. So the running one is what the next kernel is given, for as long
 * as it contains cmdline.txt as that is now; otherwise the entry has a problem.
 *
 * Returns: (transfer full) (nullable): its menu; %NULL where the machine is none, or has no
 *   config.txt
 */
KxMenu *kx_raspberry_pi_read (KxRoot *root,
                              const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
