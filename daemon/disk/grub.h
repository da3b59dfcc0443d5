/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/** KX_GRUB_MAX_CONFIG: a larger file of GRUB's configuration is refused. */
#define KX_GRUB_MAX_CONFIG (4 * 1024 * 1024)

/**
 * kx_grub_read:
 * @root: a root
 * @filesystems: those of @root
 *
 * Reads what GRUB offers on this machine and what it would start: /boot/grub/grub.cfg or
 * /boot/grub2/grub.cfg with all that they lead to. Where neither is there, the grub.cfg of this
 * system on the EFI system partition counts, which mostly leads on to another one.
 *
 * Returns: (transfer full) (nullable): the menu; %NULL where there is no grub.cfg
 */
KxMenu *kx_grub_read (KxRoot *root, const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_grub_get_watch:
 *
 * Returns: (transfer none) (array zero-terminated=1): where a grub.cfg may come to be, in the form
 * of kx_watch_set_paths()
 */
const char *const *kx_grub_get_watch (void);

G_END_DECLS
