/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_entry_glob_match:
 * @pattern: a glob: "*", "?", "[a-z]" without negation, "\" before a character that is meant as it
 *   is
 * @id: in lower case
 *
 * Matches as systemd-boot does (src/boot/efi-string.c, efi_fnmatch(), of systemd 262), which is not
 * quite what fnmatch() does. The ASCII letters of @pattern match without regard to case.
 *
 * Returns: whether @pattern names @id
 */
gboolean kx_entry_glob_match (const char *pattern, const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
