/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bzimage-setup.h"

#include "error.h"
#include "image-builder.h"

#include <string.h>

static void
assert_refused (Image *image, KxError code, const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (image->data, image->len);
  g_autoptr (GError) error = NULL;
  KxBzimageSetup setup, untouched;

  memset (&setup, 0xa5, sizeof setup);
  untouched = setup;
  g_assert_false (kx_bzimage_setup_parse (copy, image->len, &setup, &error));
  g_assert_error (error, KX_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpmem (&setup, sizeof setup, &untouched, sizeof untouched);
}

static void
test_fields (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_autoptr (GError) error = NULL;
  KxBzimageSetup setup;

  g_assert_true (kx_bzimage_setup_parse (image->data, image->len, &setup, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (setup.setup_size, ==, 3 * 512);
  g_assert_cmpuint (setup.payload, ==, 3 * 512 + 64);
  g_assert_cmpuint (setup.payload_size, ==, 4096);
  g_assert_cmphex (setup.pref_address, ==, 0x1000000);
  g_assert_cmpuint (setup.init_size, ==, 65536);
  g_assert_cmphex (setup.alignment, ==, 0x200000);
  g_assert_cmphex (setup.xloadflags, ==, 0x7f);
  g_assert_true (setup.relocatable);

  image_put (image, 0x1f1, "\0", 1); /* means 4 */
  image_put (image, 0x234, "\0", 1);
  g_assert_true (kx_bzimage_setup_parse (image->data, image->len, &setup, NULL));
  g_assert_cmpuint (setup.setup_size, ==, 5 * 512);
  g_assert_false (setup.relocatable);
}

static void
test_truncated (void)
{
  g_autoptr (Image) image = image_bzimage ();

  g_byte_array_set_size (image, 3 * 512 + 64 + 4096);
  while (image->len > 0)
    {
      g_byte_array_set_size (image, image->len - 1);
      assert_refused (image, KX_ERROR_INVALID_IMAGE,
                      image->len < 0x264 ? "is missing" : "outside of the file");
    }
}

static void
test_kind (void)
{
  g_autoptr (Image) magic = image_bzimage ();
  g_autoptr (Image) old = image_bzimage ();
  g_autoptr (Image) narrow = image_bzimage ();

  image_put (magic, 0x202, "HdrX", 4);
  assert_refused (magic, KX_ERROR_INVALID_IMAGE, "is missing");
  image_put16 (old, 0x206, 0x20b);
  assert_refused (old, KX_ERROR_UNSUPPORTED, "2.11");
  image_put16 (narrow, 0x236, 0x7e);
  assert_refused (narrow, KX_ERROR_UNSUPPORTED, "64-bit");
}

/* One field of a good header each. */
static void
test_contradictions (void)
{
  static const struct
  {
    gsize offset;
    guint32 value;
    const char *word;
  } cases[] = {
    { 0x248, G_MAXUINT32, "outside of the file" },
    { 0x24c, 0, "outside of the file" },
    { 0x24c, G_MAXUINT32, "outside of the file" },
    { 0x230, 0, "alignment" },
    { 0x230, 0x1000, "alignment" },
    { 0x230, 0x300000, "alignment" },
    { 0x230, 0x80000000, "alignment" },
    { 0x260, 0, "amount of memory" },
    { 0x260, 0x3f000001, "amount of memory" },
    { 0x260, G_MAXUINT32, "amount of memory" },
    { 0x25c, 1, "amount of memory" }, /* the upper half of pref_address */
    { 0x258, 0x40000000, "amount of memory" },
    { 0x258, 0x1100000, "address" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = image_bzimage ();

      image_put32 (image, cases[i].offset, cases[i].value);
      assert_refused (image, KX_ERROR_INVALID_IMAGE, cases[i].word);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bzimage-setup/fields", test_fields);
  g_test_add_func ("/bzimage-setup/truncated", test_truncated);
  g_test_add_func ("/bzimage-setup/kind", test_kind);
  g_test_add_func ("/bzimage-setup/contradictions", test_contradictions);
  return g_test_run ();
}
