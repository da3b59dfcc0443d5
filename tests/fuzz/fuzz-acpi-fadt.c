/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "acpi-fadt.h"

#include <string.h>

static void
check (const guint8 *table, gsize size)
{
  /* Exactly so long: what is read beyond it is found. */
  g_autofree guint8 *copy = g_memdup2 (table, size);
  KxReset reset = { KX_RESET_MEMORY, 4711, 42 };

  if (!kx_acpi_fadt_parse (copy, size, &reset))
    {
      g_assert_cmpint (reset.space, ==, KX_RESET_MEMORY);
      g_assert_cmpuint (reset.address, ==, 4711);
      g_assert_cmpuint (reset.value, ==, 42);
    }
  else if (reset.space == KX_RESET_NONE)
    g_assert_cmpuint (reset.address, ==, 0);
  else
    g_assert_cmpuint (reset.address, !=, 0);
}

/* Once as it is, and once with the length and the checksum that it should have, because no fuzzer
 * finds a sum. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8 table[512];
  guint8 sum = 0;

  check (data, size);
  if (size < 36 || size > sizeof table)
    return 0;

  memcpy (table, data, size);
  table[4] = (guint8) size;
  table[5] = (guint8) (size >> 8);
  table[6] = table[7] = table[9] = 0;
  for (gsize i = 0; i < size; i++)
    sum = (guint8) (sum + table[i]);
  table[9] = (guint8) -sum;
  check (table, size);
  return 0;
}
