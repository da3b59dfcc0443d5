/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-kernel.h"

#include "kernel-image.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *release = kx_kernel_image_find_release (data, size, 1 << 20);

  fuzz_kernel_sizes (kx_kernel_image_parse, data, size);
  if (release != NULL)
    g_assert_true (g_ascii_isdigit (release[0]));
  return 0;
}
