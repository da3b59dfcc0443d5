/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz-decompress.h"

static gboolean
refuse (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "refused");
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  gboolean success;

  fuzz_decompress (KX_COMPRESSION_GZIP, data, size);

  /* What the sink does not want; what nobody unpacks. */
  success = kx_decompress (KX_COMPRESSION_GZIP, data, size, FUZZ_CAP, refuse, NULL, &error);
  fuzz_check_error (success, g_steal_pointer (&error));
  success = kx_decompress (KX_COMPRESSION_LZO, data, size, FUZZ_CAP, refuse, NULL, &error);
  g_assert_false (success);
  fuzz_check_error (success, error);
  return 0;
}
