/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vmlinux.h"

#include <string.h>

#include "error.h"
#include "vmlinux-builder.h"

static void
assert_refused (const Image *image, guint64 most, KxError code, const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (image->data, image->len);
  g_autoptr (GError) error = NULL;
  KxVmlinux vmlinux, untouched;

  memset (&vmlinux, 0xa5, sizeof vmlinux);
  untouched = vmlinux;
  g_assert_false (kx_vmlinux_parse (copy, image->len, most, &vmlinux, &error));
  g_assert_error (error, KX_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpmem (&vmlinux, sizeof vmlinux, &untouched, sizeof untouched);
}

static KxVmlinux
parse (const Image *image)
{
  g_autoptr (GError) error = NULL;
  KxVmlinux vmlinux;

  g_assert_true (kx_vmlinux_parse (image->data, image->len, VMLINUX_INIT_SIZE, &vmlinux, &error));
  g_assert_no_error (error);
  return vmlinux;
}

static void
test_layout (void)
{
  g_autoptr (Image) image = vmlinux_new ();
  KxVmlinux vmlinux = parse (image);

  g_assert_cmpuint (vmlinux.n, ==, 4);
  g_assert_cmphex (vmlinux.address, ==, VMLINUX_ADDRESS);
  g_assert_cmphex (vmlinux.span, ==, VMLINUX_SPAN);
  g_assert_cmphex (vmlinux.entry, ==, VMLINUX_ENTRY);
  g_assert_cmphex (vmlinux.loaded_end, ==, 0x7000);
  g_assert_cmphex (vmlinux.parts[0].target, ==, 0);
  g_assert_cmphex (vmlinux.parts[1].offset, ==, 0x3000);
  g_assert_cmphex (vmlinux.parts[1].size, ==, 0xf00);
  g_assert_cmphex (vmlinux.parts[2].target, ==, 0x3000); /* not its virtual address */
  g_assert_cmphex (vmlinux.parts[3].size, ==, 0x1000);
}

/* Parts are given in the order of the file, whatever that of the headers is. */
static void
test_order (void)
{
  g_autoptr (Image) image = vmlinux_new ();
  guint8 first[56];
  KxVmlinux vmlinux;

  memcpy (first, image->data + VMLINUX_PROGRAM (0), sizeof first);
  memmove (image->data + VMLINUX_PROGRAM (0), image->data + VMLINUX_PROGRAM (3), sizeof first);
  memcpy (image->data + VMLINUX_PROGRAM (3), first, sizeof first);
  vmlinux = parse (image);
  g_assert_cmphex (vmlinux.address, ==, VMLINUX_ADDRESS);
  for (guint i = 1; i < vmlinux.n; i++)
    g_assert_cmphex (vmlinux.parts[i].offset, >, vmlinux.parts[i - 1].offset);
}

/* The head is all that is needed, and not a byte less. */
static void
test_needed (void)
{
  g_autoptr (Image) image = vmlinux_new ();
  KxVmlinux vmlinux;
  gsize needed;

  for (gsize size = 0; size < 64; size++)
    g_assert_cmpuint (kx_vmlinux_needed (image->data, size), ==, 64);
  needed = kx_vmlinux_needed (image->data, 64);
  g_assert_cmpuint (needed, ==, VMLINUX_PROGRAM (5));

  g_byte_array_set_size (image, (guint) needed);
  g_assert_true (kx_vmlinux_parse (image->data, needed, VMLINUX_INIT_SIZE, &vmlinux, NULL));
  while (image->len > 0)
    {
      g_byte_array_set_size (image, image->len - 1);
      assert_refused (image, VMLINUX_INIT_SIZE,
                      image->len < 64 ? KX_ERROR_UNSUPPORTED : KX_ERROR_INVALID_IMAGE, "");
    }
}

/* Of headers that nobody would wait for, no more is wanted: parsing says what is wrong. */
static void
test_needed_far (void)
{
  g_autoptr (Image) image = vmlinux_new ();

  image_put64 (image, 0x20, 65536);
  g_assert_cmpuint (kx_vmlinux_needed (image->data, 64), ==, 64);
  image_put64 (image, 0x20, G_MAXUINT64);
  g_assert_cmpuint (kx_vmlinux_needed (image->data, 64), ==, 64);
  assert_refused (image, VMLINUX_INIT_SIZE, KX_ERROR_INVALID_IMAGE, "program headers");
  image_put64 (image, 0x20, 0);
  g_assert_cmpuint (kx_vmlinux_needed (image->data, 64), ==, 5 * 56);
}

static void
test_kind (void)
{
  static const struct
  {
    gsize offset;
    guint8 value;
  } cases[] = { { 0, 'E' }, { 4, 1 }, { 5, 2 }, { 0x10, 3 }, { 0x12, 3 }, { 0x36, 32 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = vmlinux_new ();

      image_put (image, cases[i].offset, &cases[i].value, 1);
      assert_refused (image, VMLINUX_INIT_SIZE, KX_ERROR_UNSUPPORTED, "no ELF program");
    }
}

/* One field of a good file each. */
static void
test_contradictions (void)
{
  static const struct
  {
    gsize offset;
    guint64 value;
    const char *word;
  } cases[] = {
    { VMLINUX_PROGRAM (1) + VMLINUX_FILESZ, 0x1001, "larger in the file" },
    { VMLINUX_PROGRAM (1) + VMLINUX_OFFSET, VMLINUX_INIT_SIZE, "behind the end of the file" },
    { VMLINUX_PROGRAM (1) + VMLINUX_OFFSET, G_MAXUINT64 - 0x100, "behind the end of the file" },
    { VMLINUX_PROGRAM (1) + VMLINUX_OFFSET, 0x2fff, "another in the file" },
    { VMLINUX_PROGRAM (1) + VMLINUX_OFFSET, 0x4101, "another in the file" },
    { VMLINUX_PROGRAM (1) + VMLINUX_MEMSZ, 0x1001, "another in memory" },
    { VMLINUX_PROGRAM (1) + VMLINUX_PADDR, VMLINUX_ADDRESS + 0x1fff, "another in memory" },
    { VMLINUX_PROGRAM (3) + VMLINUX_MEMSZ, VMLINUX_INIT_SIZE + 1, "too much memory" },
    { VMLINUX_PROGRAM (3) + VMLINUX_MEMSZ, G_MAXUINT64, "too much memory" },
    { VMLINUX_PROGRAM (3) + VMLINUX_MEMSZ, 0xc001, "more memory than its header says" },
    { VMLINUX_PROGRAM (3) + VMLINUX_PADDR, G_MAXUINT64 - 0x1000, "too much memory" },
    { VMLINUX_PROGRAM (3) + VMLINUX_PADDR, G_MAXINT64, "more memory than its header says" },
    { 0x18, VMLINUX_ADDRESS - 1, "entry" },
    { 0x18, VMLINUX_ADDRESS + VMLINUX_SPAN, "entry" },
    { 0x38, 0, "nothing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = vmlinux_new ();

      if (cases[i].offset == 0x38)
        image_put16 (image, 0x38, (guint16) cases[i].value);
      else
        image_put64 (image, cases[i].offset, cases[i].value);
      assert_refused (image, VMLINUX_INIT_SIZE, KX_ERROR_INVALID_IMAGE, cases[i].word);
    }
}

static void
test_unusual (void)
{
  g_autoptr (Image) image = vmlinux_new ();
  g_autoptr (Image) moved = vmlinux_new ();
  g_autoptr (Image) many = image_with_magic (0x1000, 0, (const char *) moved->data, 64);

  image_put64 (image, VMLINUX_PROGRAM (0) + VMLINUX_VADDR, VMLINUX_VIRTUAL + 0x1000);
  assert_refused (image, VMLINUX_INIT_SIZE, KX_ERROR_UNSUPPORTED, "virtual address");

  image_put64 (moved, VMLINUX_PROGRAM (0) + VMLINUX_PADDR, VMLINUX_ADDRESS - 1);
  image_put64 (moved, VMLINUX_PROGRAM (0) + VMLINUX_VADDR, VMLINUX_VIRTUAL - 1);
  assert_refused (moved, VMLINUX_INIT_SIZE, KX_ERROR_UNSUPPORTED, "page of its own");

  image_put16 (many, 0x38, 17);
  for (guint i = 0; i < 17; i++)
    {
      image_put32 (many, VMLINUX_PROGRAM (i), 1);
      image_put64 (many, VMLINUX_PROGRAM (i) + VMLINUX_VADDR, VMLINUX_VIRTUAL + i);
      image_put64 (many, VMLINUX_PROGRAM (i) + VMLINUX_PADDR, VMLINUX_ADDRESS + i);
      image_put64 (many, VMLINUX_PROGRAM (i) + VMLINUX_MEMSZ, 1);
    }
  assert_refused (many, VMLINUX_INIT_SIZE, KX_ERROR_UNSUPPORTED, "more parts");
}

static void
assert_end_refused (const Image *image, gsize size, KxError code, const char *word)
{
  g_autofree guint8 *rest = g_memdup2 (image->data + 0x7000, size);
  KxVmlinux vmlinux = parse (image);
  g_autoptr (GError) error = NULL;
  gsize end = 42;

  g_assert_false (kx_vmlinux_find_end (&vmlinux, rest, size, &end, &error));
  g_assert_error (error, KX_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (end, ==, 42);
}

/* The section headers are the last, or something behind them is. */
static void
test_end (void)
{
  g_autoptr (Image) image = vmlinux_new ();
  KxVmlinux vmlinux = parse (image);
  const guint8 *rest;
  gsize size, end;

  vmlinux_add_relocs (image, 3);
  rest = image->data + 0x7000;
  size = image->len - 0x7000;
  g_assert_true (kx_vmlinux_find_end (&vmlinux, rest, size, &end, NULL));
  g_assert_cmphex (end, ==, VMLINUX_SIZE - 0x7000);

  image_put64 (image, VMLINUX_SECTIONS + 2 * 64 + 0x18, VMLINUX_SIZE + 4);
  g_assert_true (kx_vmlinux_find_end (&vmlinux, rest, size, &end, NULL));
  g_assert_cmphex (end, ==, VMLINUX_SIZE - 0x7000 + 20);
}

static void
test_end_bounds (void)
{
  g_autoptr (Image) image = vmlinux_new ();

  for (gsize size = VMLINUX_SIZE - 0x7000; size-- > 0;)
    assert_end_refused (image, size, KX_ERROR_INVALID_IMAGE, "ends before its section headers");

  image_put64 (image, VMLINUX_SECTIONS + 2 * 64 + 0x20, VMLINUX_SIZE - 0x7000 + 1);
  assert_end_refused (image, VMLINUX_SIZE - 0x7000, KX_ERROR_INVALID_IMAGE, "last section");
  image_put64 (image, VMLINUX_SECTIONS + 2 * 64 + 0x18, G_MAXUINT64);
  assert_end_refused (image, VMLINUX_SIZE - 0x7000, KX_ERROR_INVALID_IMAGE, "last section");

  image_put64 (image, 0x28, G_MAXUINT64);
  assert_end_refused (image, VMLINUX_SIZE - 0x7000, KX_ERROR_INVALID_IMAGE, "section headers");
  image_put64 (image, 0x28, 0x6fff);
  assert_end_refused (image, VMLINUX_SIZE - 0x7000, KX_ERROR_UNSUPPORTED, "no section headers");
  image_put64 (image, 0x28, VMLINUX_SECTIONS);
  image_put16 (image, 0x3a, 40);
  assert_end_refused (image, VMLINUX_SIZE - 0x7000, KX_ERROR_UNSUPPORTED, "no section headers");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vmlinux/layout", test_layout);
  g_test_add_func ("/vmlinux/order", test_order);
  g_test_add_func ("/vmlinux/needed", test_needed);
  g_test_add_func ("/vmlinux/needed-far", test_needed_far);
  g_test_add_func ("/vmlinux/kind", test_kind);
  g_test_add_func ("/vmlinux/contradictions", test_contradictions);
  g_test_add_func ("/vmlinux/unusual", test_unusual);
  g_test_add_func ("/vmlinux/end", test_end);
  g_test_add_func ("/vmlinux/end-bounds", test_end_bounds);
  return g_test_run ();
}
