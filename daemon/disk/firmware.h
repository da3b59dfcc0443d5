/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_firmware_read:
 * @root: what stands for `/`
 * @filesystems: of that
 *
 * Reads what a firmware starts that starts unified kernel images by itself: those of its boot
 * options (BootOrder) that are such images; without options, the file with the default name on the
 * ESP. Of the others the one that is the default is there, with a problem.
 *
 * Returns: (transfer full) (nullable): its menu; %NULL where the firmware did not start this
 *   machine from a unified kernel image (there is no EFI variable StubInfo), or a boot loader in
 *   between did (there is LoaderInfo)
 */
KxMenu *kx_firmware_read (KxRoot *root,
                          const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
