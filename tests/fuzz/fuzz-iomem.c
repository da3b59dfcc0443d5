/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "iomem.h"

/* What is inside of RAM has some around it. */
static gboolean
lies_in_ram (const GArray *ranges, guint i)
{
  const KxIomemRange *range = &g_array_index (ranges, KxIomemRange, i);

  for (guint before = 0; before < i; before++)
    {
      const KxIomemRange *outer = &g_array_index (ranges, KxIomemRange, before);

      if (outer->kind == KX_IOMEM_RAM && outer->start <= range->start && outer->end >= range->end)
        return TRUE;
    }
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  GError *error = NULL;
  g_autoptr (GArray) ranges = kx_iomem_parse (text, &error);

  fuzz_check_error (ranges != NULL, error);
  if (ranges == NULL)
    return 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      const KxIomemRange *range = &g_array_index (ranges, KxIomemRange, i);

      g_assert_true (range->start < range->end || range->end == G_MAXUINT64);
      g_assert_true (!range->in_ram || lies_in_ram (ranges, i));
    }
  return 0;
}
