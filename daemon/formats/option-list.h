/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_option_list_get:
 * @list: options as fstab(5) and crypttab(5) have them: "subvol=@,noatime"
 * @name: of an option, "subvol"
 *
 * Returns: (transfer full) (nullable): its value, the last one where it is given several times; ""
 *   where it has none; %NULL where it is not given
 */
char *kx_option_list_get (const char *list, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
