/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "zboot.h"

/* The compiler leaves out reads of which nobody can tell. */
static volatile guint8 seen;

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
      seen = payload[0];
      seen = payload[zboot.payload_size - 1];
    }
  return 0;
}
