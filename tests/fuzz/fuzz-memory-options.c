/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "memory-options.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *cmdline = g_strndup ((const char *) data, size);
  GError *error = NULL;
  g_autoptr (GArray) taken = kx_memory_options_parse (cmdline, &error);

  fuzz_check_error (taken != NULL, error);
  if (taken == NULL)
    return 0;

  for (guint i = 0; i < taken->len; i++)
    {
      const KxMemoryTaken *range = &g_array_index (taken, KxMemoryTaken, i);

      g_assert_true (range->start < range->end);
    }
  return 0;
}
