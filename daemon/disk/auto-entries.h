/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-partition.h"
#include "entry.h"

G_BEGIN_DECLS

/**
 * kx_auto_entries_add:
 * @root: what stands for `/`
 * @esp: where systemd-boot is started from
 * @others: other operating systems and loaders are looked for: KxLoaderConf.auto_entries
 * @entries: (element-type KxSystemdBootEntry): what is found is added here, with a problem, because
 *   kexec can start none of it
 *
 * Adds what systemd-boot offers by itself: those that it said it offers (the EFI variable
 * LoaderEntries); where it says nothing, other operating systems whose boot loader is on @esp.
 */
void kx_auto_entries_add (KxRoot *root, const KxBootPartition *esp, gboolean others,
                          GPtrArray *entries);

G_END_DECLS
