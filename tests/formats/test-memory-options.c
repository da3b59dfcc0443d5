/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-options.h"

#include "error.h"

static void
check (const char *cmdline, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) taken = kx_memory_options_parse (cmdline, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < taken->len; i++)
    {
      const KxMemoryTaken *range = &g_array_index (taken, KxMemoryTaken, i);

      g_string_append_printf (text, "%s%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x",
                              i == 0 ? "" : ", ", range->start, range->end);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_limit (void)
{
  check ("quiet", "");
  check ("mem=512M", "20000000-ffffffffffffffff");
  check ("mem=0x100000 root=/dev/sda2 mem=1g", "100000-ffffffffffffffff, 40000000-ffffffffffffffff");
  check ("memmap=2T", "20000000000-ffffffffffffffff");
  check ("mem=nopentium mem=0 mem= mem=M memmem=4M xmem=4M", "");
  check ("init=/bin/sh -- mem=512M", "");
  check ("mem=512M@1G", "20000000-ffffffffffffffff");
}

static void
test_ranges (void)
{
  check ("memmap=64K$0x18690000", "18690000-186a0000");
  check ("memmap=1M#2M,3M!16M,1M%0x4000000-1+2,5M@6M memmap=\"8K$0\"",
         "200000-300000, 1000000-1300000, 4000000-4100000, 0-2000");
  check ("memmap=1M$ memmap=$1M memmap=0$1M memmap=,,x,4K$1M", "100000-101000");
  check ("memmap=0xffffffffffffffff$1M", "100000-ffffffffffffffff");
  check ("memmap=1M$0xffffffffffffffff", "");
  check ("memmap=16E$1M mem=99999999999999999999 memmap=010$010", "8-10");
}

static void
test_exact (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_memory_options_parse ("memmap=exactmap memmap=640K@0", &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (kx_memory_options_parse ("memmap=640K@0,exactmap", &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-options/limit", test_limit);
  g_test_add_func ("/memory-options/ranges", test_ranges);
  g_test_add_func ("/memory-options/exact", test_exact);
  return g_test_run ();
}
