/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KX_GRUBENV_MAX_SIZE: a larger file is none; 1024 bytes are the rule. */
#define KX_GRUBENV_MAX_SIZE 65536

/** KxGrubenvSetting: @name and @value, both owned: bytes that nobody has looked at. */
typedef struct
{
  char *name;
  char *value;
} KxGrubenvSetting;

/**
 * kx_grubenv_parse:
 * @data: the contents of GRUB's environment block
 * @size: their bytes
 * @error: KX_ERROR_INVALID_IMAGE: it does not begin as one does, so that GRUB does not read it
 * either
 *
 * Reads an environment block as GRUB's load_env does (grub-core/lib/envblk.c of GRUB 2.12): behind
 * the line "# GRUB Environment Block" one NAME=VALUE a line, `\` protects a newline or another `\`,
 * "#" up to the end of the line is filling. What follows the first broken setting is left out, as
 * by GRUB.
 *
 * Returns: (transfer full) (element-type KxGrubenvSetting): the settings in their order, in which
 * the last of two with the same name counts; %NULL on error
 */
GArray *kx_grubenv_parse (const char *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
