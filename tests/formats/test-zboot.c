/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "zboot.h"

#include "error.h"
#include "image-builder.h"
#include "pe.h"

#include <string.h>

static void
assert_refused (const Image *image, gsize size, int code, const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (image->data, size);
  g_autoptr (GError) error = NULL;
  KxZboot zboot = { .payload = 4711 };

  g_assert_false (kx_zboot_parse (copy, size, size, &zboot, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (zboot.payload, ==, 4711);
}

static void
test_facts (void)
{
  g_autoptr (Image) image = image_zboot ();
  g_autoptr (GError) error = NULL;
  KxZboot zboot;

  g_assert_true (kx_zboot_parse (image->data, 1024, image->len, &zboot, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (zboot.architecture, ==, "aarch64");
  g_assert_cmpint (zboot.compression, ==, KX_COMPRESSION_GZIP);
  g_assert_cmpuint (zboot.payload, ==, 4096);
  g_assert_cmpuint (zboot.payload + zboot.payload_size, ==, image->len);
  g_assert_cmpuint (zboot.declared_size, ==, image->len);
}

static void
test_signed (void)
{
  g_autoptr (Image) image = image_zboot ();
  KxZboot zboot;

  image_sign (image);
  g_assert_true (kx_zboot_parse (image->data, image->len, image->len, &zboot, NULL));
  g_assert_cmpuint (zboot.declared_size, ==, image->len);
  assert_refused (image, image->len - 1, KX_ERROR_INCOMPLETE, "promise");
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *kind;
    KxCompression compression;
  } cases[] = {
    { "gzip", KX_COMPRESSION_GZIP },   { "xzkern", KX_COMPRESSION_XZ },
    { "zstd22", KX_COMPRESSION_ZSTD }, { "lzma", KX_COMPRESSION_LZMA },
    { "lz4", KX_COMPRESSION_LZ4_LEGACY },
  };
  g_autoptr (Image) payload = image_arm64 ();
  g_autoptr (Image) lzo = image_zboot_of (payload, "lzo");
  g_autoptr (Image) strange = image_zboot_of (payload, "\xff\n");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = image_zboot_of (payload, cases[i].kind);
      KxZboot zboot;

      g_assert_true (kx_zboot_parse (image->data, image->len, image->len, &zboot, NULL));
      g_assert_cmpint (zboot.compression, ==, cases[i].compression);
    }
  assert_refused (lzo, lzo->len, KX_ERROR_UNSUPPORTED, "\"lzo\"");
  assert_refused (strange, strange->len, KX_ERROR_UNSUPPORTED, "\"\\377\\n\"");
}

static void
test_damage (void)
{
  g_autoptr (Image) image = image_zboot ();

  assert_refused (image, image->len - 1, KX_ERROR_INCOMPLETE, "promise");
  assert_refused (image, 0x20, KX_ERROR_INCOMPLETE, "DOS header");
  assert_refused (image, 4, KX_ERROR_INVALID_IMAGE, "zboot");
  image_put32 (image, 0x0c, 0);
  assert_refused (image, image->len, KX_ERROR_INVALID_IMAGE, "no kernel in it");
  image_put32 (image, 0x0c, 0xffffffff);
  assert_refused (image, image->len, KX_ERROR_INCOMPLETE, "promise");
  image_put32 (image, 0x08, 0x10);
  assert_refused (image, image->len, KX_ERROR_INVALID_IMAGE, "no kernel in it");
  image_put16 (image, 0x44, 0x1c2);
  assert_refused (image, image->len, KX_ERROR_UNSUPPORTED, "0x01c2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/zboot/facts", test_facts);
  g_test_add_func ("/zboot/signed", test_signed);
  g_test_add_func ("/zboot/kinds", test_kinds);
  g_test_add_func ("/zboot/damage", test_damage);

  return g_test_run ();
}
