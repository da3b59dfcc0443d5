/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "iomem.h"

#include <string.h>

#include "error.h"

/* "start-end kind", a "*" where it lies inside of RAM. */
static char *
describe (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ranges = kx_iomem_parse (text, &error);
  g_autoptr (GString) description = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < ranges->len; i++)
    {
      const KxIomemRange *range = &g_array_index (ranges, KxIomemRange, i);

      g_string_append_printf (description, "%s%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %c%s",
                              i == 0 ? "" : ", ", range->start, range->end, "RKO"[range->kind],
                              range->in_ram ? "*" : "");
    }
  return g_string_free (g_steal_pointer (&description), FALSE);
}

static void
check (const char *text, const char *expected)
{
  g_autofree char *found = describe (text);

  g_assert_cmpstr (found, ==, expected);
}

static void
check_refused (const char *text, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_iomem_parse (text, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_kinds (void)
{
  check ("00001000-0009fbff : System RAM\n"
         "00100000-bffdefff : System RAM\n"
         "  01000000-0220bb07 : Kernel code\n"
         "  02400000-02e09fff : Kernel rodata\n"
         "  03000000-0327c13f : Kernel data\n"
         "  03b34000-03c57fff : Kernel bss\n"
         "  a0000000-afffffff : Crash kernel\n"
         "c0000000-febfffff : PCI Bus 0000:00\n"
         "  fd000000-fdffffff : 0000:00:01.0\n"
         "    fd000000-fdffffff : bochs-drm\n"
         "100000000-13fffffff : System RAM (kmem)\n",
         "1000-9fc00 R, 100000-bffdf000 R, 1000000-220bb08 O*, 2400000-2e0a000 K*, "
         "3000000-327c140 K*, 3b34000-3c58000 K*, a0000000-b0000000 O*, c0000000-fec00000 O, "
         "fd000000-fe000000 O, fd000000-fe000000 O, 100000000-140000000 O");
  check ("", "");
}

/* The kernel stops to indent; a child may be as large as what it lies in. */
static void
test_nesting (void)
{
  check ("1000-8fff : a\n  1000-7fff : b\n    1000-6fff : c\n      1000-5fff : System RAM\n"
         "        1000-4fff : e\n        2000-2fff : Crash kernel\n        5000-5fff : f\n"
         "        6000-6fff : g\n",
         "1000-9000 O, 1000-8000 O, 1000-7000 O, 1000-6000 R, 1000-5000 O*, 2000-3000 O*, "
         "5000-6000 O*, 6000-7000 O");
  check ("1000-1fff : System RAM\n  1000-1fff : Crash kernel\n    1000-1fff : x\n",
         "1000-2000 R, 1000-2000 O*, 1000-2000 O*");
}

static void
test_edges (void)
{
  check ("0-ffffffffffffffff : all", "0-ffffffffffffffff O");
  check ("1000-1fff : System RAM ", "1000-2000 O");
  check ("1000-1fff : System RA\n", "1000-2000 O");
  check ("1000-1fff : \n", "1000-2000 O");
  check ("1000-1fff : Kernel\n", "1000-2000 O");
}

static void
test_refused (void)
{
  check_refused ("00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n", "hides");
  check_refused ("1000-1fff : a\n1800-27ff : b\n", "contradicts");
  check_refused ("1000-1fff : a\n\n", "not understood");
  check_refused ("2000-1fff : a\n", "not understood");
  check_refused ("1000-1fff a\n", "not understood");
  check_refused ("1000 : a\n", "not understood");
  check_refused ("-1fff : a\n", "not understood");
  check_refused ("0x1000-1fff : a\n", "not understood");
  check_refused ("10000000000000000-1fff : a\n", "not understood");
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i <= KX_IOMEM_MAX; i++)
    g_string_append_printf (text, "%x-%x : x\n", 2 * i, 2 * i);
  g_array_unref (kx_iomem_parse (text->str, NULL));
  g_string_append_printf (text, "%x-%x : x\n", 2 * KX_IOMEM_MAX + 2, 2 * KX_IOMEM_MAX + 2);
  check_refused (text->str, "more lines");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/iomem/kinds", test_kinds);
  g_test_add_func ("/iomem/nesting", test_nesting);
  g_test_add_func ("/iomem/edges", test_edges);
  g_test_add_func ("/iomem/refused", test_refused);
  g_test_add_func ("/iomem/many", test_many);
  return g_test_run ();
}
