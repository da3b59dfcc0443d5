/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_grub_number_parse:
 * @text: what may begin with a number
 * @value: (out): its value; all ones where it is too large
 * @end: (out) (optional): what follows it
 *
 * Reads a number as GRUB does: 0x makes it hexadecimal, another 0 octal; what follows does not
 * matter: "5.10" is 5.
 *
 * Returns: whether there is a number, and it is not too large
 */
gboolean kx_grub_number_parse (const char *text, guint64 *value, const char **end);

G_END_DECLS
