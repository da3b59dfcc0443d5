/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vmlinux-relocs.h"

#include <string.h>

#include "bytes.h"
#include "error.h"
#include "vmlinux-builder.h"

#define ADDRESS VMLINUX_VIRTUAL
#define START ((guint32) VMLINUX_VIRTUAL)
#define SIZE 64

/* Entries of a table; G_MAXUINT32 ends them. */
static Image *
tables_of (const guint32 *entries)
{
  Image *tables = g_byte_array_new ();

  for (; *entries != G_MAXUINT32; entries++)
    vmlinux_add (tables, *entries);
  return tables;
}

static void
test_lists (void)
{
  static const guint32 three[] = { 0, 1, 2, 3, 0, 4, 0, 5, 6, G_MAXUINT32 };
  static const guint32 no_inverse[] = { 0, 1, 0, 0, 2, G_MAXUINT32 };
  static const guint32 two[] = { 0, 1, 2, 0, 3, G_MAXUINT32 };
  g_autoptr (Image) tables = tables_of (three);
  g_autoptr (Image) tables_no_inverse = tables_of (no_inverse);
  g_autoptr (Image) tables_two = tables_of (two);
  KxVmlinuxRelocs relocs;

  g_assert_true (kx_vmlinux_relocs_parse (tables->data, tables->len, &relocs, NULL));
  g_assert_cmpuint (relocs.wide.start, ==, 4);
  g_assert_cmpuint (relocs.wide.n, ==, 3);
  g_assert_cmpuint (relocs.inverse.start, ==, 20);
  g_assert_cmpuint (relocs.inverse.n, ==, 1);
  g_assert_cmpuint (relocs.narrow.start, ==, 28);
  g_assert_cmpuint (relocs.narrow.n, ==, 2);

  g_assert_true (kx_vmlinux_relocs_parse (tables_no_inverse->data, tables_no_inverse->len, &relocs,
                                          NULL));
  g_assert_cmpuint (relocs.wide.n, ==, 1);
  g_assert_cmpuint (relocs.inverse.n, ==, 0);
  g_assert_cmpuint (relocs.narrow.n, ==, 1);

  g_assert_true (kx_vmlinux_relocs_parse (tables_two->data, tables_two->len, &relocs, NULL));
  g_assert_cmpuint (relocs.wide.n, ==, 2);
  g_assert_cmpuint (relocs.inverse.n, ==, 0);
  g_assert_cmpuint (relocs.narrow.start, ==, 16);
  g_assert_cmpuint (relocs.narrow.n, ==, 1);
}

static void
assert_unknown (const guint8 *tables, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (tables, size);
  g_autoptr (GError) error = NULL;
  KxVmlinuxRelocs relocs, untouched;

  memset (&relocs, 0xa5, sizeof relocs);
  untouched = relocs;
  g_assert_false (kx_vmlinux_relocs_parse (copy, size, &relocs, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_cmpmem (&relocs, sizeof relocs, &untouched, sizeof untouched);
}

/* Nothing, one list, four; no 0 at the beginning, a 0 at the end; no wide ones; half an entry. */
static void
test_unknown (void)
{
  static const guint32 cases[][10] = {
    { G_MAXUINT32 },
    { 0, G_MAXUINT32 },
    { 0, 1, 2, G_MAXUINT32 },
    { 0, 1, 0, 2, 0, 3, 0, 4, G_MAXUINT32 },
    { 1, 0, 2, 0, 3, G_MAXUINT32 },
    { 0, 1, 0, 2, 0, G_MAXUINT32 },
    { 0, 1, 0, G_MAXUINT32 },
    { 0, 0, 1, G_MAXUINT32 },
    { 0, 0, 1, 0, 2, G_MAXUINT32 },
  };
  static const guint32 good[] = { 0, 1, 0, 2, 0, 3, 4, G_MAXUINT32 };
  g_autoptr (Image) half = tables_of (good);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) tables = tables_of (cases[i]);

      assert_unknown (tables->data, tables->len);
    }
  for (gsize cut = 1; cut < 4; cut++)
    assert_unknown (half->data, half->len - cut);
}

static gboolean
apply (const Image *tables, guint64 delta, guint8 *image, gsize size, GError **error)
{
  KxVmlinuxRelocs relocs;

  g_assert_true (kx_vmlinux_relocs_parse (tables->data, tables->len, &relocs, NULL));
  return kx_vmlinux_relocs_apply (tables->data, &relocs, ADDRESS, delta, image, size, error);
}

/* Places need not be aligned, sums carry into the upper half where there is one, and nothing else
 * changes. */
static void
test_apply (void)
{
  static const guint32 entries[]
      = { 0, START + 3, START + SIZE - 8, 0, START + 16, 0, START + 21, START + 32, G_MAXUINT32 };
  g_autoptr (Image) tables = tables_of (entries);
  g_autofree guint8 *image = g_malloc (SIZE);
  g_autofree guint8 *expected = g_malloc (SIZE);
  g_autoptr (GError) error = NULL;
  Image view = { image, SIZE }, wanted = { expected, SIZE };

  memset (image, 0x5a, SIZE);
  image_put64 (&view, 3, 0xffffffff81fffff0);
  image_put64 (&view, SIZE - 8, G_MAXUINT64);
  image_put32 (&view, 16, 0x10);
  image_put32 (&view, 21, 0x81000001);
  image_put32 (&view, 32, 0xfffffff0);
  memcpy (expected, image, SIZE);
  image_put64 (&wanted, 3, 0xffffffffa1fffff0);
  image_put64 (&wanted, SIZE - 8, 0x1fffffff);
  image_put32 (&wanted, 16, 0xe0000010);
  image_put32 (&wanted, 21, 0xa1000001);
  image_put32 (&wanted, 32, 0x1ffffff0);

  g_assert_true (apply (tables, 0x20000000, image, SIZE, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (image, SIZE, expected, SIZE);
}

/* In each of the lists, an entry that is just behind, far behind, before, or not of the upper half
 * of the address space at all. */
static void
test_outside (void)
{
  static const guint32 outside[][2] = {
    { START + SIZE - 7, START + SIZE - 3 }, { START + SIZE, START + SIZE },
    { 0xfffffffe, 0xfffffffe },             { START - 1, START - 1 },
    { 0x7fffffff, 0x7fffffff },             { 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    for (guint list = 0; list < 3; list++)
      {
        const guint32 entries[] = { 0, list == 0 ? outside[i][0] : START,
                                    0, list == 1 ? outside[i][1] : START,
                                    0, list == 2 ? outside[i][1] : START, G_MAXUINT32 };
        g_autoptr (Image) tables = tables_of (entries);
        g_autofree guint8 *image = g_malloc0 (SIZE);
        g_autoptr (GError) error = NULL;

        g_assert_false (apply (tables, 0x200000, image, SIZE, &error));
        g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
      }
}

/* An image that has no room for any of them. */
static void
test_small (void)
{
  static const guint32 entries[] = { 0, START, 0, START, G_MAXUINT32 };
  g_autoptr (Image) tables = tables_of (entries);

  for (gsize size = 0; size < 8; size++)
    {
      g_autofree guint8 *image = g_malloc0 (size);
      g_autoptr (GError) error = NULL;

      g_assert_false (apply (tables, 0x200000, image, size, &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vmlinux-relocs/lists", test_lists);
  g_test_add_func ("/vmlinux-relocs/unknown", test_unknown);
  g_test_add_func ("/vmlinux-relocs/apply", test_apply);
  g_test_add_func ("/vmlinux-relocs/outside", test_outside);
  g_test_add_func ("/vmlinux-relocs/small", test_small);
  return g_test_run ();
}
