/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxMapping:
 * @bytes: the contents of a file; %NULL: there is no file
 * @size: how many there are
 *
 * A sealed file (see #KxMemfile), seen as memory. All zero: of none.
 */
typedef struct
{
  guint8 *bytes;
  gsize size;
} KxMapping;

/**
 * kx_mapping_init:
 * @mapping: (out): to be given back with kx_mapping_clear(); untouched on failure
 * @fd: a sealed file, which stays the caller's; -1: none, and nothing is mapped
 * @error: KX_ERROR_FAILED
 *
 * Returns: whether the file can be read
 */
gboolean kx_mapping_init (KxMapping *mapping, int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_mapping_clear: gives the memory back. */
void kx_mapping_clear (KxMapping *mapping);

G_END_DECLS
