/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-kernel.h"

#include "kernel-image.h"

#define CAP (1 << 20)

static gboolean
count (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  *(gsize *) user_data += size;
  return TRUE;
}

static void
check_packing (const guint8 *data, gsize size)
{
  KxPacking packing = kx_kernel_image_packing (data, size);
  GError *error = NULL;
  gsize unpacked = 0;
  gboolean success;

  g_assert_cmpuint (kx_kernel_image_needed (data, size), >=, size);
  g_assert_cmpuint (kx_kernel_image_needed (data, size), <=, MAX (size, KX_KERNEL_HEAD_SIZE));
  if (packing != KX_PACKING_ZBOOT && packing != KX_PACKING_COMPRESSED)
    return;

  success = kx_kernel_image_unpack (data, size, CAP, count, &unpacked, &error);
  fuzz_check_error (success, error);
  g_assert_cmpuint (unpacked, <=, CAP);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *release = kx_kernel_image_find_release (data, size, CAP);

  check_packing (data, size);
  fuzz_kernel_sizes (kx_kernel_image_parse, data, size);
  if (release != NULL)
    g_assert_true (g_ascii_isdigit (release[0]));
  return 0;
}
