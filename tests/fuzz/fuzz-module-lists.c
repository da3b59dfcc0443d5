/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fuzz.h"
#include "module-lists.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  /* A module that is found stands in the text; "-" does for "_". */
  g_autofree char *plain = g_strdelimit (g_strdup (text), "-", '_');

  if (kx_module_lists_has (text, "sp5100-tco"))
    g_assert_nonnull (g_strstr_len (plain, -1, "sp5100_tco.ko"));
  if (kx_module_lists_forbids (text, "sp5100_tco"))
    g_assert_nonnull (g_strstr_len (plain, -1, "sp5100_tco"));
  return 0;
}
