/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-decompress.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  KxCompression seen = kx_compression_detect (data, size);

  /* One source for both formats. */
  fuzz_decompress (seen == KX_COMPRESSION_XZ ? seen : KX_COMPRESSION_LZMA, data, size);
  return 0;
}
