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
 * As get_entry_number() in grub-core/normal/menu.c of GRUB 2.12, and of Fedora's package. Of "a>b",
 * it looks at "a".
 *
 * Returns: the index of the entry that @value names, -1 where it names none. GRUB starts the first
 * then
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

/**
 * kx_grub_default_choose:
 * @shell: that has read a menu of one entry at least
 * @value_above: (nullable): of the variable `default` in the menu above, if this is a submenu
 * @reason: (inout) (transfer full) (nullable): in a submenu, why GRUB comes to it; else %NULL. Set
 * to why GRUB starts that entry, or why it cannot be told
 *
 * Returns: the index of the entry that GRUB starts by itself; -1 where it cannot be told
 */
int kx_grub_default_choose (const KxGrubShell *shell, const char *value_above, char **reason);

G_END_DECLS
