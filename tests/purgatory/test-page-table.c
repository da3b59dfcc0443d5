/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "x86_64/page-table.h"

#include <glib.h>
#include <string.h>

static KxPageTable table;

/* What the processor would do (Intel SDM, volume 3, figure 4-9). FALSE: nothing is mapped there. */
static gboolean
translate (int levels, guint64 address, guint64 *physical, guint64 *flags)
{
  const guint64 *page = table.pages[0];

  for (int level = levels; level > 2; level--)
    {
      guint64 entry = page[(address >> (12 + 9 * (level - 1))) & 511];

      if ((entry & 1) == 0)
        return FALSE;
      g_assert_cmphex (entry & 0xfff, ==, 3);
      page = (const guint64 *) (guintptr) (entry & ~G_GUINT64_CONSTANT (0xfff));
      g_assert_true (page > table.pages[0] && page <= table.pages[KX_PAGE_TABLE_PAGES - 1]);
    }
  *flags = page[(address >> 21) & 511];
  if ((*flags & 1) == 0)
    return FALSE;
  *physical = (*flags & G_GUINT64_CONSTANT (0x000fffffffe00000)) | (address & 0x1fffff);
  *flags &= 0x1fff;
  return TRUE;
}

static void
assert_mapped (int levels, guint64 address, gboolean device)
{
  guint64 physical = 0, flags = 0;

  g_assert_true (translate (levels, address, &physical, &flags));
  g_assert_cmphex (physical, ==, address);
  g_assert_cmphex (flags, ==, device ? 0x9b : 0x83);
}

static void
test_map (gconstpointer data)
{
  int levels = GPOINTER_TO_INT (data);
  /* No two of them have a table in common but the top. */
  const guint64 code = 0x7fc0001000, more = 0x8000000000 + 0x123456, device = 0x10000000000 + 0xfed00007;
  guint64 physical, flags;

  memset (&table, 0, sizeof table);
  g_assert_true (kx_page_table_map (&table, levels, code, 0));
  g_assert_true (kx_page_table_map (&table, levels, code + 4096, 0));
  g_assert_true (kx_page_table_map (&table, levels, more, 0));
  g_assert_true (kx_page_table_map (&table, levels, device, 1));
  assert_mapped (levels, code, FALSE);
  assert_mapped (levels, more, FALSE);
  assert_mapped (levels, device, TRUE);
  g_assert_false (translate (levels, code + 0x200000, &physical, &flags));
  g_assert_false (translate (levels, 0, &physical, &flags));
}

/* The worst that can be asked for: three places, with no table in common where there are five levels. */
static void
test_room (void)
{
  const guint64 far = G_GUINT64_CONSTANT (1) << 48;

  memset (&table, 0, sizeof table);
  g_assert_true (kx_page_table_map (&table, 5, 0x1000, 0));
  g_assert_true (kx_page_table_map (&table, 5, far, 0));
  g_assert_true (kx_page_table_map (&table, 5, 3 * far, 1));
  assert_mapped (5, 0x1000, FALSE);
  assert_mapped (5, far, FALSE);
  assert_mapped (5, 3 * far, TRUE);
  g_assert_false (kx_page_table_map (&table, 5, 5 * far, 0));
  assert_mapped (5, 3 * far, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/purgatory/page-table/four-levels", GINT_TO_POINTER (4), test_map);
  g_test_add_data_func ("/purgatory/page-table/five-levels", GINT_TO_POINTER (5), test_map);
  g_test_add_func ("/purgatory/page-table/room", test_room);
  return g_test_run ();
}
