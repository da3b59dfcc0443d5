/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-partition.h"
#include "menu.h"

G_BEGIN_DECLS

/** KX_TYPE1_MAX: a larger file is no entry; in bytes. */
#define KX_TYPE1_MAX (1024 * 1024)

/**
 * KxType1:
 * @root: what stands for `/`
 * @machine_type: of kx_efi_get_machine_type()
 * @loader: (nullable): the path of the boot loader itself, from the top of its partition, as EFI
 *   writes it
 * @secure_boot: of kx_efi_is_secure_boot()
 * @knows_uki: the installed systemd-boot knows the key `uki`
 *
 * What the entries of type 1 of a machine depend on.
 */
typedef struct
{
  KxRoot *root;
  const char *machine_type;
  const char *loader;
  gboolean secure_boot;
  gboolean knows_uki;
} KxType1;

/**
 * kx_type1_read:
 * @type1: what they depend on
 * @partition: where to look
 * @names: (array zero-terminated=1): the files in its loader/entries, or some of them
 * @entries: (element-type KxSystemdBootEntry): what is found is added here
 * @menu: whose watch list and state of waiting are set
 *
 * Reads text files of the Boot Loader Specification. Those that are no entries, or are for another
 * architecture, are left out; what systemd-boot hides for other reasons is there with a problem.
 */
void kx_type1_read (const KxType1 *type1, const KxBootPartition *partition,
                    const char *const *names, GPtrArray *entries, KxMenu *menu);

G_END_DECLS
