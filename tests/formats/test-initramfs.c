/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "initramfs.h"

#include <string.h>

#include "archive-builder.h"

/* Where numbers are in an entry's header. */
#define FILE_SIZE 54
#define NAME_SIZE 94

static void
assert_part (const Image *data, gsize offset, KxInitramfsKind kind, gsize start, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data->data, data->len);
  KxInitramfsPart part;

  kx_initramfs_get_part (copy, data->len, offset, &part);
  g_assert_cmpint (part.kind, ==, kind);
  g_assert_cmpuint (part.offset, ==, start);
  g_assert_cmpuint (part.size, ==, size);
}

static void
test_parts (void)
{
  g_autoptr (Image) data = archive_of ("a", "contents");
  g_autoptr (Image) packed = g_byte_array_new ();
  gsize first = data->len;

  /* Two archives and the zeros between and behind them are one part. */
  assert_part (data, 0, KX_INITRAMFS_ARCHIVE, 0, first);
  assert_part (data, first, KX_INITRAMFS_END, first, 0);
  archive_pad (data, 512);
  archive_add (data, "b/longer name", "", 0);
  archive_end (data, 1024);
  assert_part (data, 0, KX_INITRAMFS_ARCHIVE, 0, data->len);

  /* Zeros in front of a part are no part. */
  g_byte_array_append (packed, (const guint8 *) "\0\0\0\0\0\x1f\x8b\x08", 8);
  assert_part (packed, 0, KX_INITRAMFS_COMPRESSED, 5, 3);
  assert_part (packed, 5, KX_INITRAMFS_COMPRESSED, 5, 3);
  assert_part (packed, 6, KX_INITRAMFS_UNKNOWN, 6, 2);
  assert_part (packed, 8, KX_INITRAMFS_END, 8, 0);

  first = data->len;
  archive_append (data, packed);
  assert_part (data, 0, KX_INITRAMFS_ARCHIVE, 0, first + 5);
  assert_part (data, first + 5, KX_INITRAMFS_COMPRESSED, first + 5, 3);
}

static void
test_nothing (void)
{
  g_autoptr (Image) zeros = image_zeros (100);
  KxInitramfsPart part;

  kx_initramfs_get_part (NULL, 0, 0, &part);
  g_assert_cmpint (part.kind, ==, KX_INITRAMFS_END);
  assert_part (zeros, 0, KX_INITRAMFS_END, 100, 0);
  g_assert_false (kx_initramfs_is_archive (NULL, 0));
  g_assert_false (kx_initramfs_is_archive (zeros->data, zeros->len));
  g_assert_cmpuint (kx_initramfs_get_length (NULL, 0), ==, 0);
}

/* An entry that is not whole, or not where it must be, is no part of an archive. */
static void
test_damaged (void)
{
  static const struct
  {
    gsize offset;
    const char *bytes;
  } cases[] = {
    { 0, "070707" },
    { 5, "3" },
    { FILE_SIZE, "ffffffff" },
    { FILE_SIZE + 7, "x" },
    { NAME_SIZE, "00001000" },
    { NAME_SIZE, "-0000001" },
  };
  g_autoptr (Image) whole = archive_of ("a", "contents");

  g_assert_true (kx_initramfs_is_archive (whole->data, whole->len));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) data = archive_of ("a", "contents");

      g_test_message ("%" G_GSIZE_FORMAT " %s", cases[i].offset, cases[i].bytes);
      image_put (data, cases[i].offset, cases[i].bytes, strlen (cases[i].bytes));
      assert_part (data, 0, KX_INITRAMFS_UNKNOWN, 0, data->len);
      g_assert_false (kx_initramfs_is_archive (data->data, data->len));
    }

  /* Of the crc format, too. */
  image_put (whole, 5, "2", 1);
  g_assert_true (kx_initramfs_is_archive (whole->data, whole->len));

  for (gsize size = 0; size < whole->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (whole->data, size);

      /* It ends well after the first entry only. */
      g_assert_cmpint (kx_initramfs_is_archive (cut, size), ==, size == 120);
    }
}

static void
test_inside (void)
{
  g_autoptr (Image) data = archive_of ("a", "contents");
  gsize size = data->len;

  archive_pad (data, 4096);
  g_assert_true (kx_initramfs_is_archive (data->data, data->len));
  image_put (data, size + 1, "x", 1);
  g_assert_false (kx_initramfs_is_archive (data->data, data->len));
  image_put (data, size + 1, "0", 1);
  g_assert_false (kx_initramfs_is_archive (data->data, data->len));
  /* The kernel takes nothing compressed within what is compressed. */
  g_byte_array_set_size (data, (guint) size);
  g_byte_array_append (data, (const guint8 *) "\x1f\x8b\x08", 3);
  g_assert_false (kx_initramfs_is_archive (data->data, data->len));
}

static void
test_config (void)
{
  for (guint padding = 0; padding < 6; padding++)
    {
      g_autoptr (Image) data = archive_of ("a", "contents");
      g_autoptr (Image) zeros = image_zeros (padding);
      gsize archive = data->len;

      archive_add_config (data, "kernel { quiet }", 0);
      archive_append (data, zeros);
      g_assert_cmpuint (kx_initramfs_get_length (data->data, data->len), ==,
                        padding < 4 ? archive : data->len);
    }
}

/* A kernel does not believe it, either. */
static void
test_damaged_config (void)
{
  g_autoptr (Image) wrong_sum = archive_of ("a", "contents");
  g_autoptr (Image) too_long = archive_of ("a", "contents");

  archive_add_config (wrong_sum, "kernel { quiet }", 1);
  g_assert_cmpuint (kx_initramfs_get_length (wrong_sum->data, wrong_sum->len), ==, wrong_sum->len);

  archive_add_config (too_long, "kernel { quiet }", 0);
  image_put32 (too_long, too_long->len - 20, too_long->len - 19);
  image_put32 (too_long, too_long->len - 16, 0);
  g_assert_cmpuint (kx_initramfs_get_length (too_long->data, too_long->len), ==, too_long->len);
  for (gsize start = 0; start < too_long->len; start++)
    {
      gsize size = too_long->len - start;
      g_autofree guint8 *end = g_memdup2 (too_long->data + start, size);

      g_assert_cmpuint (kx_initramfs_get_length (end, size), ==, size);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/initramfs/parts", test_parts);
  g_test_add_func ("/initramfs/nothing", test_nothing);
  g_test_add_func ("/initramfs/damaged", test_damaged);
  g_test_add_func ("/initramfs/inside", test_inside);
  g_test_add_func ("/initramfs/config", test_config);
  g_test_add_func ("/initramfs/damaged-config", test_damaged_config);
  return g_test_run ();
}
