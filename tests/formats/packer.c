/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packer.h"

#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <string.h>
#include <zstd.h>

static Image *
image_of_size (gsize size)
{
  Image *image = g_byte_array_sized_new (size);

  g_byte_array_set_size (image, size);
  return image;
}

static Image *
pack_lzma (const Image *contents, gboolean alone)
{
  Image *packed = image_of_size (contents->len + 65536);
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_options_lzma options;

  g_assert_false (lzma_lzma_preset (&options, 1));
  g_assert_cmpint (alone ? lzma_alone_encoder (&stream, &options)
                         : lzma_easy_encoder (&stream, 1, LZMA_CHECK_CRC32), ==, LZMA_OK);
  stream.next_in = contents->data;
  stream.avail_in = contents->len;
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  g_assert_cmpint (lzma_code (&stream, LZMA_FINISH), ==, LZMA_STREAM_END);
  g_byte_array_set_size (packed, (guint) stream.total_out);
  lzma_end (&stream);
  return packed;
}

static Image *
pack_lz4_legacy (const Image *contents)
{
  Image *packed = g_byte_array_new ();

  g_byte_array_append (packed, (const guint8 *) "\x02\x21\x4c\x18", 4);
  for (gsize offset = 0; offset < contents->len; offset += 8 << 20)
    {
      gsize given = MIN (contents->len - offset, 8 << 20);
      int bound = LZ4_compressBound ((int) given);
      g_autofree char *block = g_malloc ((gsize) bound);
      int n = LZ4_compress_default ((const char *) contents->data + offset, block, (int) given,
                                    bound);
      guint32 length = GUINT32_TO_LE ((guint32) n);

      g_assert_cmpint (n, >, 0);
      g_byte_array_append (packed, (const guint8 *) &length, sizeof length);
      g_byte_array_append (packed, (const guint8 *) block, (guint) n);
    }
  return packed;
}

Image *
packer_pack (const Image *contents, KxCompression compression)
{
  Image *packed = image_of_size (contents->len + contents->len / 8 + 65536);
  gsize n;

  switch (compression)
    {
    case KX_COMPRESSION_ZSTD:
      n = ZSTD_compress (packed->data, packed->len, contents->data, contents->len, 1);
      g_assert_false (ZSTD_isError (n));
      break;
    case KX_COMPRESSION_LZ4:
      n = LZ4F_compressFrame (packed->data, packed->len, contents->data, contents->len, NULL);
      g_assert_false (LZ4F_isError (n));
      break;
    default:
      g_byte_array_unref (packed);
      return compression == KX_COMPRESSION_GZIP         ? image_gzip (contents)
             : compression == KX_COMPRESSION_LZ4_LEGACY ? pack_lz4_legacy (contents)
                                                        : pack_lzma (contents,
                                                                     compression
                                                                         == KX_COMPRESSION_LZMA);
    }
  g_byte_array_set_size (packed, (guint) n);
  return packed;
}
