/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-kernel.h"

#include "arm64-image.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_kernel_sizes (kx_arm64_image_parse, data, size);
  return 0;
}
