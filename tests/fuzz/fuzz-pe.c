/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "pe.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  gboolean success;
  KxPe pe;

  success = kx_pe_parse (data, size, &pe, &error);
  fuzz_check_error (success, error);
  if (success)
    {
      g_assert_cmpuint (pe.n_sections, <=, KX_PE_SECTIONS_MAX);
      g_assert_false (kx_pe_has_section (data, &pe, ".linux") && pe.n_sections == 0);
    }
  return 0;
}
