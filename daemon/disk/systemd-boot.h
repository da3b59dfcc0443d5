/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_systemd_boot_read:
 * @root: what stands for `/`
 * @filesystems: of that
 *
 * Reads what systemd-boot, or another loader that follows the Boot Loader Specification, offers:
 * text files in loader/entries and unified kernel images in EFI/Linux, both on the ESP and
 * XBOOTLDR, which are the file system that systemd-boot says it was started from, /efi, /boot/efi
 * and /boot.
 *
 * Returns: (transfer full) (nullable): its menu; %NULL where there is no such directory and no
 *   loader.conf: then kx_systemd_boot_get_watch() says where to wait for one
 */
KxMenu *kx_systemd_boot_read (KxRoot *root,
                              const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_systemd_boot_get_watch:
 *
 * Returns: (transfer none) (array zero-terminated=1): what has to be watched where there is no
 *   menu, in the form of kx_watch_set_paths()
 */
const char *const *kx_systemd_boot_get_watch (void);

G_END_DECLS
