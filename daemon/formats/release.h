/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_release_parse:
 * @text: bytes, not terminated
 * @size: how many there are
 *
 * Reads a kernel release, which ends at the first space or NUL; one of the two must be among the
 * bytes. A release becomes part of a path (`/lib/modules/RELEASE`), so that nothing passes which
 * could lead elsewhere: 1 to 64 bytes (utsname's limit), printable ASCII without "/", the first of
 * them a letter or a digit.
 *
 * Returns: (transfer full) (nullable): the release; %NULL where there is none
 */
char *kx_release_parse (const guint8 *text, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_release_find:
 * @data: a whole uncompressed kernel
 * @size: its length in bytes
 *
 * Finds the release in the banner ("Linux version RELEASE (…") that every kernel contains.
 *
 * Returns: (transfer full) (nullable): the release; %NULL where there is no banner
 */
char *kx_release_find (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
