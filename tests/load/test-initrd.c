/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "initrd.h"

#include <string.h>

#include "archive-builder.h"
#include "packer.h"

#define CAP (64 << 20)

static const KxCompression expanded_here[] = {
  KX_COMPRESSION_GZIP, KX_COMPRESSION_XZ,         KX_COMPRESSION_LZMA,
  KX_COMPRESSION_ZSTD, KX_COMPRESSION_LZ4_LEGACY,
};

static void
assert_expanded (const Image *data, gsize cap, const Image *expected)
{
  g_autofree guint8 *copy = g_memdup2 (data->data, data->len);
  g_auto (KxBuffer) result = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean expanded = FALSE;

  g_assert_true (kx_initrd_expand (copy, data->len, cap, &result, &expanded, &error));
  g_assert_no_error (error);
  g_assert_true (expanded);
  g_assert_cmpmem (result.bytes, result.size, expected->data, expected->len);
  for (gsize i = result.size; i < MIN (result.room, result.size + 4096); i++)
    g_assert_cmpint (result.bytes[i], ==, 0);
}

static void
assert_left (const Image *data, gsize cap)
{
  g_autofree guint8 *copy = g_memdup2 (data->data, data->len);
  g_auto (KxBuffer) result = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean expanded = TRUE;

  g_assert_true (kx_initrd_expand (copy, data->len, cap, &result, &expanded, &error));
  g_assert_no_error (error);
  g_assert_false (expanded);
  g_assert_null (result.bytes);
}

/* A large one, so that it comes in several pieces. */
static Image *
make_archive (void)
{
  Image *archive = g_byte_array_new ();
  g_autoptr (Image) contents = image_zeros (300001);

  for (gsize i = 0; i < contents->len; i++)
    contents->data[i] = (guint8) (i % 251);
  archive_add (archive, "bin/large", contents->data, contents->len);
  archive_add (archive, "init", "#!", 2);
  archive_end (archive, 512);
  return archive;
}

static void
test_format (gconstpointer data)
{
  KxCompression compression = *(const KxCompression *) data;
  g_autoptr (Image) archive = make_archive ();
  g_autoptr (Image) initrd = packer_pack (archive, compression);
  g_autoptr (Image) cut = packer_pack (archive, compression);

  assert_expanded (initrd, CAP, archive);
  assert_expanded (initrd, archive->len, archive);
  assert_left (initrd, archive->len - 1);

  g_byte_array_set_size (cut, cut->len / 2);
  assert_left (cut, CAP);
}

/* Microcode first, then what is compressed, as boot loaders and the daemon itself put it together:
 * padded to 4 bytes. */
static void
test_several (void)
{
  g_autoptr (Image) early = archive_of ("kernel/x86/microcode/GenuineIntel.bin", "microcode");
  g_autoptr (Image) archive = make_archive ();
  g_autoptr (Image) zstd = packer_pack (archive, KX_COMPRESSION_ZSTD);
  g_autoptr (Image) gzip = packer_pack (early, KX_COMPRESSION_GZIP);
  g_autoptr (Image) initrd = g_byte_array_new ();
  g_autoptr (Image) expected = g_byte_array_new ();

  archive_append (initrd, early);
  archive_pad (initrd, 1024);
  archive_append (initrd, zstd);
  archive_pad (initrd, 4);
  archive_append (initrd, gzip);
  archive_pad (initrd, 4);
  archive_append (initrd, early);

  archive_append (expected, early);
  archive_pad (expected, 1024);
  archive_append (expected, archive);
  archive_append (expected, early);
  archive_append (expected, early);
  assert_expanded (initrd, CAP, expected);
}

/* Wherever what is compressed begins and ends: archives lie on 4 bytes, and what is left is as far
 * from there as it was. */
static void
test_alignment (void)
{
  g_autoptr (Image) tail = archive_of ("tail", "end");
  g_autoptr (Image) junk = image_with_magic (50, 0, "junk", 4);

  for (guint n = 0; n < 16; n++)
    {
      g_autofree char *text = g_strnfill (n, 'x');
      g_autoptr (Image) archive = archive_of ("name", text);
      g_autoptr (Image) zeros = image_zeros (n);
      g_autoptr (Image) packed = NULL;
      g_autoptr (Image) initrd = image_zeros (n);
      g_autoptr (Image) expected = image_zeros (n);
      gsize misplaced;

      archive_append (archive, zeros);
      packed = packer_pack (archive, KX_COMPRESSION_GZIP);
      archive_append (initrd, packed);
      archive_append (initrd, packed);
      archive_pad (initrd, 4);
      archive_append (initrd, tail);
      archive_append (initrd, packed);
      misplaced = initrd->len % 4;
      archive_append (initrd, junk);

      archive_pad (expected, 4);
      archive_append (expected, archive);
      archive_pad (expected, 4);
      archive_append (expected, archive);
      archive_pad (expected, 4);
      archive_append (expected, tail);
      archive_append (expected, archive);
      while (expected->len % 4 != misplaced)
        g_byte_array_append (expected, (const guint8 *) "", 1);
      archive_append (expected, junk);
      assert_expanded (initrd, CAP, expected);
    }
}

/* From the first part on that cannot be unpacked, or is not what the kernel takes, all is left. */
static void
test_rest (void)
{
  g_autoptr (Image) archive = make_archive ();
  g_autoptr (Image) zstd = packer_pack (archive, KX_COMPRESSION_ZSTD);
  g_autoptr (Image) lz4 = packer_pack (archive, KX_COMPRESSION_LZ4);
  g_autoptr (Image) zeros = image_zeros (5000);
  g_autoptr (Image) no_archive = packer_pack (zeros, KX_COMPRESSION_GZIP);
  g_autoptr (Image) nested = packer_pack (zstd, KX_COMPRESSION_GZIP);
  g_autoptr (Image) bzip2 = image_with_magic (100, 0, "BZh91AY&SY", 10);
  g_autoptr (Image) junk = image_with_magic (100, 0, "junk", 4);
  const Image *cases[] = { lz4, no_archive, nested, bzip2, junk };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) initrd = g_byte_array_new ();
      g_autoptr (Image) expected = g_byte_array_new ();

      archive_append (initrd, cases[i]);
      archive_pad (initrd, 4);
      archive_append (initrd, zstd);
      assert_left (initrd, CAP);

      g_byte_array_set_size (initrd, 0);
      archive_append (initrd, zstd);
      archive_pad (initrd, 4);
      archive_append (initrd, cases[i]);
      archive_pad (initrd, 4);
      archive_append (initrd, zstd);

      archive_append (expected, archive);
      archive_append (expected, cases[i]);
      archive_pad (expected, 4);
      archive_append (expected, zstd);
      assert_expanded (initrd, CAP, expected);
    }
}

static void
test_nothing_to_do (void)
{
  g_autoptr (Image) archive = make_archive ();
  g_autoptr (Image) zeros = image_zeros (64);
  g_autoptr (Image) nothing = image_zeros (0);

  assert_left (archive, CAP);
  assert_left (zeros, CAP);
  assert_left (nothing, CAP);
}

/* Much that takes little room: no more than the cap is ever made of it. */
static void
test_bomb (void)
{
  g_autoptr (Image) contents = image_zeros (16 << 20);
  g_autoptr (Image) archive = g_byte_array_new ();
  g_autoptr (Image) xz = NULL;

  archive_add (archive, "zeros", contents->data, contents->len);
  archive_end (archive, 4);
  xz = packer_pack (archive, KX_COMPRESSION_XZ);
  g_assert_cmpuint (xz->len, <, 8192);
  assert_left (xz, 1 << 20);
  assert_left (xz, 0);
}

/* The kernel looks for it from the end on: there it stays. */
static void
test_config (void)
{
  g_autoptr (Image) archive = make_archive ();
  g_autoptr (Image) initrd = packer_pack (archive, KX_COMPRESSION_LZ4_LEGACY);
  g_autoptr (Image) expected = make_archive ();

  archive_add_config (initrd, "kernel { quiet }", 0);
  archive_add_config (expected, "kernel { quiet }", 0);
  assert_expanded (initrd, CAP, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/initrd/gzip", &expanded_here[0], test_format);
  g_test_add_data_func ("/initrd/xz", &expanded_here[1], test_format);
  g_test_add_data_func ("/initrd/lzma", &expanded_here[2], test_format);
  g_test_add_data_func ("/initrd/zstd", &expanded_here[3], test_format);
  g_test_add_data_func ("/initrd/lz4-legacy", &expanded_here[4], test_format);
  g_test_add_func ("/initrd/several", test_several);
  g_test_add_func ("/initrd/alignment", test_alignment);
  g_test_add_func ("/initrd/rest", test_rest);
  g_test_add_func ("/initrd/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/initrd/bomb", test_bomb);
  g_test_add_func ("/initrd/config", test_config);
  return g_test_run ();
}
