/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * KxOriginal:
 * @fd: the file, open for reading; -1: none
 * @identity: of the file when it was opened
 *
 * The file that a copy was made from.
 */
typedef struct
{
  int fd;
  KxIdentity identity;
} KxOriginal;

/**
 * kx_original_open:
 * @original: (out): to be given back with kx_original_close(), also on failure
 * @root: where the file is
 * @path: (nullable): of the file below @root; %NULL or empty: there is none
 * @copy: (nullable): its contents as they were copied; %NULL: there is no copy
 * @size: of @copy, in bytes, with the zeros by which kx_kernel_source_copy_initrds() pads it
 *
 * A file that has other contents than the copy, because it was changed or is unpacked in the copy,
 * is not opened. Blocks: reads the whole file.
 *
 * Returns: whether it is open
 */
gboolean kx_original_open (KxOriginal *original, KxRoot *root, const char *path, const guint8 *copy,
                           gsize size) G_GNUC_WARN_UNUSED_RESULT;

/** kx_original_is_unchanged: Returns: whether nobody has touched the file since it was opened. */
gboolean kx_original_is_unchanged (const KxOriginal *original);

/** kx_original_close: closes the file, if it is open. */
void kx_original_close (KxOriginal *original);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxOriginal, kx_original_close)

G_END_DECLS
