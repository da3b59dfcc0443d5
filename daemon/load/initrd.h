/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "buffer.h"

/*
 * kx_initrd_expand:
 * @data: all archives, one after the other, as the kernel takes them
 * @size: bytes
 * @cap: the most bytes that the result may have
 * @result: (out): empty; filled in on success where something was expanded
 * @expanded: (out): FALSE: @data is best handed over as it is (nothing is compressed, or by something
 *   that is not unpacked here, or the result would be larger than @cap)
 * @error: KX_ERROR_NO_MEMORY only: what is damaged or unknown is passed on as it is, for the new
 *   kernel to judge
 *
 * Takes the work of unpacking from the next kernel: archives that are not compressed (early
 * microcode) stay in front as they are, compressed ones are replaced by their contents, each on a
 * 4-byte boundary.
 */
gboolean kx_initrd_expand (const guint8 *data, gsize size, gsize cap, KxBuffer *result,
                           gboolean *expanded, GError **error) G_GNUC_WARN_UNUSED_RESULT;
