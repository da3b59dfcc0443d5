/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-decompress.h"

/* Where the length is known beforehand: one that is wrong, mostly, and the right one. */
static void
at_once (const guint8 *data, gsize size)
{
  gsize length = size > 0 ? (gsize) data[size - 1] * 16 : 0;
  g_autofree guint8 *result = g_malloc (MAX (length, 1));
  FuzzOutput output = { 0 };
  GError *error = NULL;
  gboolean success;

  success = kx_decompress_zstd_at_once (data, size, result, length, &error);
  fuzz_check_error (success, error);
  if (!kx_decompress (KX_COMPRESSION_ZSTD, data, size, FUZZ_CAP, fuzz_sink, &output, NULL))
    return;

  g_free (g_steal_pointer (&result));
  result = g_malloc (MAX (output.size, 1));
  success = kx_decompress_zstd_at_once (data, size, result, output.size, NULL);
  if (success)
    g_assert_cmpint (memcmp (result, output.head, MIN (output.size, FUZZ_HEAD)), ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_decompress (KX_COMPRESSION_ZSTD, data, size);
  at_once (data, size);
  return 0;
}
