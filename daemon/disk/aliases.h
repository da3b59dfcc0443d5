/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "menu.h"
#include "plain.h"

G_BEGIN_DECLS

/**
 * kx_aliases_drop:
 * @found: (element-type KxPlain): of kx_plain_find()
 * @menu: (nullable): what the boot loader offers
 * @inspections: of all their kernels
 *
 * Drops plain kernels that are only another way to a kernel that is there already: one that the
 * boot loader offers, links in /boot to a kernel in /boot, and the copy beside the modules of a
 * kernel that is found elsewhere under whatever name.
 */
void kx_aliases_drop (GPtrArray *found, const KxMenu *menu, KxInspections *inspections);

G_END_DECLS
