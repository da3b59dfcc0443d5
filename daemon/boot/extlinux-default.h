/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "extlinux-config.h"

G_BEGIN_DECLS

/**
 * kx_extlinux_find:
 * @config: a configuration
 * @name: of a label
 *
 * Returns: the place in @config->labels of the one that its loader takes for @name, of several of
 *   the same name too; -1 where there is none
 */
int kx_extlinux_find (const KxExtlinux *config, const char *name);

/**
 * kx_extlinux_find_default:
 * @config: a configuration
 * @file: what its file is called
 * @saved: (nullable): the label that syslinux remembers for MENU SAVE
 * @reason: (out): why that one, or why none: as in #KxMenu
 *
 * Returns: the place in @config->labels of the one which is started where nobody intervenes; -1
 *   where that cannot be told
 */
int kx_extlinux_find_default (const KxExtlinux *config, const char *file, const char *saved,
                              char **reason);

G_END_DECLS
