/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-partition.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_type2_read:
 * @root: what stands for `/`
 * @partition: where to look
 * @knows_profiles: the installed systemd-boot lists all profiles of an image, not only the first
 * @names: (array zero-terminated=1): the files in its EFI/Linux, or some of them
 * @entries: (element-type KxSystemdBootEntry): what is found is added here
 * @menu: whose watch list and state of waiting are set
 *
 * Reads the unified kernel images of a partition, an entry for each profile. What systemd-boot does
 * not list is there with a problem.
 */
void kx_type2_read (KxRoot *root, const KxBootPartition *partition, gboolean knows_profiles,
                    const char *const *names, GPtrArray *entries, KxMenu *menu);

G_END_DECLS
