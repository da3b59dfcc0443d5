/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plain.h"
#include "inspections.h"

G_BEGIN_DECLS

/**
 * kx_aliases_drop:
 * @entries: (element-type KxPlain): of kx_plain_find()
 * @inspections: of all their kernels
 *
 * Drops what is only another way to the kernel of another entry: links in /boot to a kernel in
 * /boot,
 * and the copy beside the modules of a kernel that is in /boot under whatever name.
 */
void kx_aliases_drop (GPtrArray *entries, KxInspections *inspections);

G_END_DECLS
