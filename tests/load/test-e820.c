/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "e820.h"

#include <string.h>

#define ENTRY_SIZE 20

static void
put (guint8 *entry, guint64 start, guint64 size, guint32 type)
{
  start = GUINT64_TO_LE (start);
  size = GUINT64_TO_LE (size);
  type = GUINT32_TO_LE (type);
  memcpy (entry, &start, 8);
  memcpy (entry + 8, &size, 8);
  memcpy (entry + 16, &type, 4);
}

static GArray *
new_ranges (void)
{
  return g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
}

static void
check (const GArray *ranges, guint i, guint64 start, guint64 end, guint32 type)
{
  const KxMemoryRange *range = &g_array_index (ranges, KxMemoryRange, i);

  g_assert_cmpuint (i, <, ranges->len);
  g_assert_cmphex (range->start, ==, start);
  g_assert_cmphex (range->end, ==, end);
  g_assert_cmphex (range->type, ==, type);
}

static void
test_boot_params (void)
{
  guint8 bytes[4096] = { [0x1e8] = 2 };
  g_autoptr (GArray) ranges = new_ranges ();
  g_autoptr (GArray) full = new_ranges ();
  g_autoptr (GArray) cut = new_ranges ();

  for (guint i = 0; i < 128; i++)
    put (bytes + 0x2d0 + i * ENTRY_SIZE, 0x100000 + i * 0x1000, 0x800, 1 + i);
  kx_e820_parse_boot_params (bytes, sizeof bytes, ranges);
  g_assert_cmpuint (ranges->len, ==, 2);
  check (ranges, 0, 0x100000, 0x100800, 1);
  check (ranges, 1, 0x101000, 0x101800, 2);

  bytes[0x1e8] = 255;
  kx_e820_parse_boot_params (bytes, sizeof bytes, full);
  g_assert_cmpuint (full->len, ==, 128);
  check (full, 126, 0x17e000, 0x17e800, 127);
  /* What kexec_file_load() makes of RAM with something in it for the next kernel. */
  check (full, 127, 0x17f000, 0x17f800, KX_MEMORY_RAM);

  for (gsize size = 0; size < 0x2d0 + ENTRY_SIZE; size++)
    kx_e820_parse_boot_params (bytes, size, cut);
  g_assert_cmpuint (cut->len, ==, 0);
  kx_e820_parse_boot_params (bytes, 0x2d0 + ENTRY_SIZE, cut);
  g_assert_cmpuint (cut->len, ==, 1);
}

static void
test_extension (void)
{
  guint8 bytes[5 * ENTRY_SIZE - 1];
  g_autoptr (GArray) ranges = new_ranges ();

  memset (bytes, 0xff, sizeof bytes);
  put (bytes, 0x100000000, 0x80000000, 1);
  put (bytes + ENTRY_SIZE, 0x1000, 0, 1);
  put (bytes + 2 * ENTRY_SIZE, 0x1000, 0x1000, 0);
  put (bytes + 3 * ENTRY_SIZE, 0x8000000000000000, 0x8000000000000000, 0xefffffff);
  kx_e820_parse_extension (bytes, sizeof bytes, ranges);
  g_assert_cmpuint (ranges->len, ==, 2);
  check (ranges, 0, 0x100000000, 0x180000000, 1);
  check (ranges, 1, 0x8000000000000000, G_MAXUINT64, 0xefffffff);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/e820/boot-params", test_boot_params);
  g_test_add_func ("/e820/extension", test_extension);
  return g_test_run ();
}
