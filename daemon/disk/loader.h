/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_loader_read:
 * @root: a root
 * @filesystems: those of @root
 * @note: (out) (transfer full) (nullable): where the answer is %NULL: what is known of the boot
 *   loader all the same; a sentence without a full stop
 *
 * Finds out which boot loader rules this machine, and reads what it offers: the one that EFI names
 * as the one that started the machine; else the one whose configuration is there, GRUB first,
 * because it is the one that comes with configurations of others.
 *
 * Returns: (transfer full) (nullable): its menu; %NULL where there is no boot loader that is known
 */
KxMenu *kx_loader_read (KxRoot *root, const KxFilesystems *filesystems,
                        char **note) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_loader_add_watch:
 * @paths: a list in the form of kx_watch_set_paths()
 *
 * Adds what tells kx_loader_read() which boot loader there is.
 */
void kx_loader_add_watch (GStrvBuilder *paths);

G_END_DECLS
