/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "grub-shell.h"

G_BEGIN_DECLS

/**
 * kx_grub_default_find:
 * @items: (element-type KxGrubItem): one menu
 * @value: (nullable): of the variable `default`
 * @fedora: whether it is Fedora's GRUB: it looks for an id, then for a title, then for a number.
 *   Upstream's takes what begins with a digit for a number, else looks for a title or an id
 *
 * As get_entry_number() in grub-core/normal/menu.c of GRUB 2.12, and of Fedora's package. Of "a>b", it
 * looks at "a".
 *
 * Returns: the index of the entry that @value names, -1 where it names none. GRUB starts the first then
 */
int kx_grub_default_find (const GPtrArray *items, const char *value, gboolean fedora);

/**
 * kx_grub_default_get_rest:
 * @value: (nullable): of the variable `default`
 *
 * Returns: (transfer none) (nullable): what `default` is in the submenu that @value leads to: what
 *   follows the first ">", or all of it where nothing does
 */
const char *kx_grub_default_get_rest (const char *value);

G_END_DECLS
