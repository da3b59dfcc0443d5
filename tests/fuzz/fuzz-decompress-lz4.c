/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-decompress.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean is_frame = kx_compression_detect (data, size) == KX_COMPRESSION_LZ4;

  fuzz_decompress (is_frame ? KX_COMPRESSION_LZ4 : KX_COMPRESSION_LZ4_LEGACY, data, size);
  return 0;
}
