/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "zboot.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  KxZboot zboot;
  gboolean success = kx_zboot_parse (data, size, size, &zboot, &error);

  fuzz_check_error (success, error);
  if (success)
    {
      const guint8 *payload = data + zboot.payload;

      g_assert_nonnull (zboot.architecture);
      g_assert_cmpuint (zboot.payload_size, >, 0);
      g_assert_cmpuint (payload[0] + payload[zboot.payload_size - 1], <=, 2 * G_MAXUINT8);
    }
  return 0;
}
