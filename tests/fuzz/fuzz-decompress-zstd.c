/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-decompress.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_decompress (KX_COMPRESSION_ZSTD, data, size);
  return 0;
}
