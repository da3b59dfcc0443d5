/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "bzimage-setup.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  KxBzimageSetup setup, untouched;
  GError *error = NULL;
  gboolean success;

  memset (&untouched, 0xa5, sizeof untouched);
  setup = untouched;
  success = kx_bzimage_setup_parse (data, size, &setup, &error);
  fuzz_check_error (success, error);
  if (!success)
    {
      g_assert_cmpmem (&setup, sizeof setup, &untouched, sizeof untouched);
      return 0;
    }

  g_assert_cmpuint (setup.payload, >=, setup.setup_size);
  g_assert_cmpuint (setup.payload_size, <=, size - setup.payload);
  g_assert_cmpuint (setup.pref_address % setup.alignment, ==, 0);
  g_assert_cmpuint (setup.pref_address + setup.init_size, <=, 1 << 30);
  return 0;
}
