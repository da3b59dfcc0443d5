/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress.h"

#include <string.h>

#include "error.h"
#include "image-builder.h"
#include "packer.h"

/* Several pieces, and a bit. */
#define SIZE 200001

/* What lz4's legacy format needs two blocks for. */
#define LARGE (8 * 1024 * 1024 + 4321)

static const KxCompression unpacked_here[] = {
  KX_COMPRESSION_GZIP, KX_COMPRESSION_XZ,         KX_COMPRESSION_LZMA,
  KX_COMPRESSION_ZSTD, KX_COMPRESSION_LZ4_LEGACY, KX_COMPRESSION_LZ4,
};

static Image *
image_of_size (gsize size)
{
  Image *image = g_byte_array_sized_new (size);

  g_byte_array_set_size (image, size);
  return image;
}

static Image *
make_contents (gsize size)
{
  Image *image = image_of_size (size);
  guint32 state = 1;

  for (gsize i = 0; i < size; i++)
    image->data[i] = i % 64 < 48 ? (guint8) (i / 64)
                                 : (guint8) ((state = state * 69069 + 1) >> 24);
  return image;
}

static gboolean
collect (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, bytes, (guint) size);
  return TRUE;
}

static void
assert_unpacked (KxCompression compression, const guint8 *data, gsize size, const Image *contents)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GByteArray) found = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_decompress (compression, copy, size, contents->len, collect, found, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (found->data, found->len, contents->data, contents->len);
}

static void
assert_refused (KxCompression compression, const Image *packed, gsize size, guint64 cap, int code,
                const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (packed->data, size);
  g_autoptr (GByteArray) found = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_decompress (compression, copy, size, cap, collect, found, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (found->len, <=, cap);
}

static void
test_format (gconstpointer data)
{
  KxCompression compression = *(const KxCompression *) data;
  g_autoptr (Image) contents = make_contents (SIZE);
  g_autoptr (Image) packed = packer_pack (contents, compression);
  g_autoptr (Image) marked = packer_pack (contents, compression);
  g_autoptr (Image) followed = packer_pack (contents, compression);
  guint32 mark = GUINT32_TO_LE (SIZE);
  guint8 head[100];

  g_assert_cmpint (kx_compression_detect (packed->data, packed->len), ==, compression);
  assert_unpacked (compression, packed->data, packed->len, contents);

  /* One byte less may come out; the file ends early; something follows. */
  assert_refused (compression, packed, packed->len, SIZE - 1, KX_ERROR_INVALID_IMAGE, "200000 bytes");
  assert_refused (compression, packed, packed->len / 2, SIZE, KX_ERROR_INCOMPLETE, "ends too early");
  assert_refused (compression, packed, packed->len - 1, SIZE, KX_ERROR_INCOMPLETE, "ends too early");
  assert_refused (compression, packed, 4, SIZE, KX_ERROR_INCOMPLETE, "ends too early");
  g_byte_array_append (followed, (const guint8 *) "\xff\xff\xff\xff\xff\xff", 6);
  assert_refused (compression, followed, followed->len, SIZE, KX_ERROR_INVALID_IMAGE,
                  compression == KX_COMPRESSION_LZ4_LEGACY ? "damaged" : "6 bytes");

  /* The length that the kernel's build appends. */
  g_byte_array_append (marked, (const guint8 *) &mark, sizeof mark);
  assert_unpacked (compression, marked->data, marked->len, contents);

  g_assert_cmpuint (kx_decompress_head (compression, packed->data, packed->len, head, sizeof head),
                    ==, sizeof head);
  g_assert_cmpmem (head, sizeof head, contents->data, sizeof head);
  g_assert_cmpuint (kx_decompress_head (compression, packed->data, 4, head, sizeof head), ==, 0);
}

/* Several files that follow each other; lzma's cannot be told apart. */
static void
test_several (void)
{
  g_autoptr (Image) contents = make_contents (SIZE);
  g_autoptr (Image) twice = g_byte_array_new ();

  g_byte_array_append (twice, contents->data, contents->len);
  g_byte_array_append (twice, contents->data, contents->len);
  for (gsize i = 0; i < G_N_ELEMENTS (unpacked_here); i++)
    {
      g_autoptr (Image) packed = packer_pack (contents, unpacked_here[i]);
      g_autoptr (Image) again = packer_pack (contents, unpacked_here[i]);

      g_byte_array_append (packed, again->data, again->len);
      if (unpacked_here[i] == KX_COMPRESSION_LZMA)
        assert_refused (unpacked_here[i], packed, packed->len, 2 * SIZE, KX_ERROR_INVALID_IMAGE,
                        "follow");
      else
        assert_unpacked (unpacked_here[i], packed->data, packed->len, twice);
    }
}

/* Much that takes little room. */
static void
test_bomb (void)
{
  g_autoptr (Image) zeros = image_of_size (16 << 20);

  memset (zeros->data, 0, zeros->len);
  for (gsize i = 0; i < G_N_ELEMENTS (unpacked_here); i++)
    {
      g_autoptr (Image) packed = packer_pack (zeros, unpacked_here[i]);

      g_assert_cmpuint (packed->len, <, 1 << 20);
      assert_refused (unpacked_here[i], packed, packed->len, 1 << 20, KX_ERROR_INVALID_IMAGE,
                      "1048576");
    }
}

static void
test_large (void)
{
  g_autoptr (Image) contents = make_contents (LARGE);
  g_autoptr (Image) packed = packer_pack (contents, KX_COMPRESSION_LZ4_LEGACY);

  assert_unpacked (KX_COMPRESSION_LZ4_LEGACY, packed->data, packed->len, contents);
}

static void
test_damaged (void)
{
  g_autoptr (Image) contents = make_contents (SIZE);

  for (gsize i = 0; i < G_N_ELEMENTS (unpacked_here); i++)
    {
      g_autoptr (Image) packed = packer_pack (contents, unpacked_here[i]);

      /* Not every format has a checksum: for the others the damage must be in a header. */
      memset (packed->data + (i < 3 ? 16 : 4), 0xff, 64);
      assert_refused (unpacked_here[i], packed, packed->len, SIZE, KX_ERROR_INVALID_IMAGE,
                      "damaged");
    }
}

static void
test_unsupported (void)
{
  static const struct
  {
    const char *magic;
    KxCompression compression;
    const char *name;
  } cases[] = {
    { "\x89LZO\0\r\n", KX_COMPRESSION_LZO, "lzo" },
    { "BZh91AY", KX_COMPRESSION_BZIP2, "bzip2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = image_with_magic (64, 0, cases[i].magic, 7);

      g_assert_cmpint (kx_compression_detect (image->data, image->len), ==, cases[i].compression);
      assert_refused (cases[i].compression, image, image->len, SIZE, KX_ERROR_UNSUPPORTED,
                      cases[i].name);
    }
  g_assert_cmpint (kx_compression_detect ((const guint8 *) "070701", 6), ==, KX_COMPRESSION_NONE);
  g_assert_cmpint (kx_compression_detect ((const guint8 *) "\x1f", 1), ==, KX_COMPRESSION_NONE);
  g_assert_cmpint (kx_compression_detect (NULL, 0), ==, KX_COMPRESSION_NONE);
}

static void
assert_part (KxCompression compression, const Image *data, gsize used, const Image *contents)
{
  g_autofree guint8 *copy = g_memdup2 (data->data, data->len);
  g_autoptr (GByteArray) found = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize n = 0;

  g_assert_true (kx_decompress_part (compression, copy, data->len, contents->len, collect, found, &n,
                                     &error));
  g_assert_no_error (error);
  g_assert_cmpmem (found->data, found->len, contents->data, contents->len);
  g_assert_cmpuint (n, ==, used);
}

/* The first of several files, whatever follows it. */
static void
test_part (void)
{
  static const char *const followers[] = { "\0\0\0\0\0\0\0x", "070701..", "BZh91AY&" };
  g_autoptr (Image) contents = make_contents (SIZE);

  for (gsize i = 0; i < G_N_ELEMENTS (unpacked_here); i++)
    {
      KxCompression compression = unpacked_here[i];
      g_autoptr (Image) packed = packer_pack (contents, compression);
      g_autoptr (Image) twice = packer_pack (contents, compression);
      g_autoptr (Image) cut = packer_pack (contents, compression);
      gsize n = 7;

      g_test_message ("%s", kx_compression_to_string (compression));
      assert_part (compression, packed, packed->len, contents);
      /* Of lz4's legacy format only zeros tell the end. */
      for (gsize j = 0; j < (compression == KX_COMPRESSION_LZ4_LEGACY ? 1 : 3); j++)
        {
          g_autoptr (Image) followed = packer_pack (contents, compression);

          g_byte_array_append (followed, (const guint8 *) followers[j], 8);
          assert_part (compression, followed, packed->len, contents);
        }

      g_byte_array_append (twice, packed->data, packed->len);
      if (compression != KX_COMPRESSION_LZ4_LEGACY)
        assert_part (compression, twice, packed->len, contents);

      g_byte_array_set_size (cut, cut->len - 1);
      g_assert_false (kx_decompress_part (compression, cut->data, cut->len, SIZE, collect, twice, &n,
                                          NULL));
      g_assert_cmpuint (n, ==, 7);
    }
}

static gboolean
fail (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  g_set_error_literal (error, KX_ERROR, KX_ERROR_NO_MEMORY, "no more room");
  return FALSE;
}

static gboolean
stop (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  *(guint *) user_data += 1;
  return FALSE;
}

static void
test_sink (void)
{
  g_autoptr (Image) contents = make_contents (SIZE);
  g_autoptr (Image) packed = image_gzip (contents);
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_assert_true (kx_decompress (KX_COMPRESSION_GZIP, packed->data, packed->len, SIZE, stop, &calls,
                                &error));
  g_assert_no_error (error);
  g_assert_cmpuint (calls, ==, 1);
  g_assert_false (kx_decompress (KX_COMPRESSION_GZIP, packed->data, packed->len, SIZE, fail, NULL,
                                 &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NO_MEMORY);
}

static void
test_zstd_at_once (void)
{
  g_autoptr (Image) contents = make_contents (SIZE);
  g_autoptr (Image) packed = packer_pack (contents, KX_COMPRESSION_ZSTD);
  g_autofree guint8 *result = g_malloc (SIZE + 1);

  g_assert_true (kx_decompress_zstd_at_once (packed->data, packed->len, result, SIZE, NULL));
  g_assert_cmpmem (result, SIZE, contents->data, SIZE);

  for (int other = -1; other <= 1; other += 2)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (kx_decompress_zstd_at_once (packed->data, packed->len, result,
                                                  (gsize) (SIZE + other), &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/decompress/gzip", &unpacked_here[0], test_format);
  g_test_add_data_func ("/decompress/xz", &unpacked_here[1], test_format);
  g_test_add_data_func ("/decompress/lzma", &unpacked_here[2], test_format);
  g_test_add_data_func ("/decompress/zstd", &unpacked_here[3], test_format);
  g_test_add_data_func ("/decompress/lz4-legacy", &unpacked_here[4], test_format);
  g_test_add_data_func ("/decompress/lz4", &unpacked_here[5], test_format);
  g_test_add_func ("/decompress/several", test_several);
  g_test_add_func ("/decompress/part", test_part);
  g_test_add_func ("/decompress/bomb", test_bomb);
  g_test_add_func ("/decompress/large", test_large);
  g_test_add_func ("/decompress/damaged", test_damaged);
  g_test_add_func ("/decompress/unsupported", test_unsupported);
  g_test_add_func ("/decompress/sink", test_sink);

  g_test_add_func ("/decompress/zstd-at-once", test_zstd_at_once);
  return g_test_run ();
}
