/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "acpi-fadt.h"

#include <string.h>

#define SIZE 276

/* A table of revision 6 as a PC has it: its reset register is port 0xcf9. */
static void
put_table (guint8 *table)
{
  static const guint8 reset[] = { 1, 8, 0, 1, 0xf9, 0x0c, 0, 0, 0, 0, 0, 0, 6 };

  memset (table, 0, SIZE);
  memcpy (table, "FACP", 4);
  table[4] = SIZE & 0xff;
  table[5] = SIZE >> 8;
  table[8] = 6;
  table[113] = 4; /* flags: RESET_REG_SUP */
  memcpy (table + 116, reset, sizeof reset);
}

static void
put_sum (guint8 *table, gsize length)
{
  guint8 sum = 0;

  table[9] = 0;
  for (gsize i = 0; i < length; i++)
    sum = (guint8) (sum + table[i]);
  table[9] = (guint8) -sum;
}

static KxReset
parse (guint8 *table)
{
  KxReset reset = { .space = KX_RESET_NONE };

  put_sum (table, SIZE);
  g_assert_true (kx_acpi_fadt_parse (table, SIZE, &reset));
  return reset;
}

static void
assert_none (guint8 *table)
{
  KxReset reset = parse (table);

  g_assert_cmpint (reset.space, ==, KX_RESET_NONE);
  g_assert_cmpuint (reset.address, ==, 0);
  g_assert_cmpuint (reset.value, ==, 0);
  put_table (table);
}

static void
test_spaces (void)
{
  static const guint8 pci[] = { 0x44, 0, 3, 0, 0x1f, 0, 0, 0 };
  static const guint8 memory[] = { 0, 0x10, 0, 0xfe, 1, 0, 0, 0 };
  guint8 table[SIZE];
  KxReset reset;

  put_table (table);
  reset = parse (table);
  g_assert_cmpint (reset.space, ==, KX_RESET_IO);
  g_assert_cmpuint (reset.address, ==, 0xcf9);
  g_assert_cmpuint (reset.value, ==, 6);

  table[116] = 2;
  memcpy (table + 120, pci, sizeof pci);
  reset = parse (table);
  g_assert_cmpint (reset.space, ==, KX_RESET_PCI);
  g_assert_cmpuint (reset.address, ==, 0x1f00030044);

  table[116] = 0;
  memcpy (table + 120, memory, sizeof memory);
  reset = parse (table);
  g_assert_cmpint (reset.space, ==, KX_RESET_MEMORY);
  g_assert_cmpuint (reset.address, ==, 0x1fe001000);
  g_assert_cmpuint (reset.value, ==, 6);
}

static void
test_none (void)
{
  guint8 table[SIZE];

  put_table (table);
  table[113] = 0; /* the flag */
  assert_none (table);
  table[8] = 1; /* a revision that has no such register */
  assert_none (table);
  table[120] = table[121] = 0; /* the address */
  assert_none (table);
  table[122] = 1; /* a port beyond 65535 */
  assert_none (table);
  table[116] = 4; /* a space that cannot be reached: SMBus */
  assert_none (table);

  table[116] = 2;
  table[124] = 32; /* a device that there cannot be */
  assert_none (table);
  table[116] = 2;
  table[122] = 8; /* a function */
  assert_none (table);
  table[116] = 2; /* the offset is 0xcf9 */
  assert_none (table);
}

/* The table of ACPI 1.0 ends before the register. */
static void
test_short (void)
{
  guint8 table[SIZE];
  KxReset reset = { KX_RESET_IO, 1, 1 };

  for (gsize length = 36; length <= 129; length++)
    {
      g_autofree guint8 *copy = NULL;

      put_table (table);
      table[4] = (guint8) length;
      table[5] = 0;
      put_sum (table, length);
      copy = g_memdup2 (table, length);
      g_assert_true (kx_acpi_fadt_parse (copy, length, &reset));
      g_assert_cmpint (reset.space, ==, length < 129 ? KX_RESET_NONE : KX_RESET_IO);
    }
}

static void
test_damaged (void)
{
  guint8 table[SIZE];
  KxReset reset = { KX_RESET_PCI, 7, 8 };

  for (gsize i = 0; i < SIZE; i++)
    {
      put_table (table);
      put_sum (table, SIZE);
      table[i] ^= 0x20;
      g_assert_false (kx_acpi_fadt_parse (table, SIZE, &reset));
    }

  put_table (table);
  table[0] = 'G';
  put_sum (table, SIZE);
  g_assert_false (kx_acpi_fadt_parse (table, SIZE, &reset));
  put_table (table);
  table[4] = 35;
  table[5] = 0;
  put_sum (table, 35);
  g_assert_false (kx_acpi_fadt_parse (table, SIZE, &reset));
  put_table (table);
  put_sum (table, SIZE);
  for (gsize size = 0; size < SIZE; size++)
    {
      g_autofree guint8 *copy = g_memdup2 (table, size);

      g_assert_false (kx_acpi_fadt_parse (copy, size, &reset));
    }

  g_assert_cmpint (reset.space, ==, KX_RESET_PCI);
  g_assert_cmpuint (reset.address, ==, 7);
  g_assert_cmpuint (reset.value, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acpi-fadt/spaces", test_spaces);
  g_test_add_func ("/acpi-fadt/none", test_none);
  g_test_add_func ("/acpi-fadt/short", test_short);
  g_test_add_func ("/acpi-fadt/damaged", test_damaged);
  return g_test_run ();
}
