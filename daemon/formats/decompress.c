/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress-codec.h"

#include "bytes.h"
#include "error.h"

#define SIZE_MARK 4

/* In the order of KxCompression. The magic of lzma is none: its usual first property, and the low
 * bytes of a dictionary size that is a power of two. */
static const struct
{
  const char *name;
  const char *magic;
  gsize magic_length;
  KxDecompressCodec codec;
} known[] = {
  [KX_COMPRESSION_NONE] = { "not", NULL, 0, NULL },
  [KX_COMPRESSION_GZIP] = { "gzip", "\x1f\x8b", 2, kx_decompress_gzip },
  [KX_COMPRESSION_XZ] = { "xz", "\xfd" "7zXZ", 6, kx_decompress_xz },
  [KX_COMPRESSION_LZMA] = { "lzma", "\x5d\0\0", 3, kx_decompress_lzma },
  [KX_COMPRESSION_ZSTD] = { "zstd", "\x28\xb5\x2f\xfd", 4, kx_decompress_zstd },
  [KX_COMPRESSION_LZ4_LEGACY] = { "lz4", "\x02\x21\x4c\x18", 4, kx_decompress_lz4_legacy },
  [KX_COMPRESSION_LZ4] = { "lz4", "\x04\x22\x4d\x18", 4, kx_decompress_lz4 },
  [KX_COMPRESSION_LZO] = { "lzo", "\x89LZO", 4, NULL },
  [KX_COMPRESSION_BZIP2] = { "bzip2", "BZh", 3, NULL },
};

KxCompression
kx_compression_detect (const guint8 *data, gsize size)
{
  for (gsize i = KX_COMPRESSION_NONE + 1; i < G_N_ELEMENTS (known); i++)
    if (kx_bytes_at (data, size, 0, known[i].magic, known[i].magic_length))
      return (KxCompression) i;
  return KX_COMPRESSION_NONE;
}

const char *
kx_compression_to_string (KxCompression compression)
{
  g_return_val_if_fail ((gsize) compression < G_N_ELEMENTS (known), NULL);

  return known[compression].name;
}

gboolean
kx_decompression_emit (KxDecompression *work, const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (size == 0)
    return TRUE;
  if (size > work->cap - work->produced)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the compressed data unpacks to more than the %" G_GUINT64_FORMAT " bytes that "
                   "are allowed; the file is damaged, or a trap", work->cap);
      return FALSE;
    }

  work->produced += size;
  if (work->sink (bytes, size, work->user_data, &failure))
    return TRUE;
  work->is_enough = failure == NULL;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
kx_decompression_is_short (const char *format, GError **error)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
               "the %s-compressed data ends too early; wait until the file has been written, or "
               "install it again", format);
  return FALSE;
}

gboolean
kx_decompression_is_damaged (const char *format, const char *detail, GError **error)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "the %s-compressed data is damaged (%s): install the file again", format, detail);
  return FALSE;
}

gboolean
kx_decompression_lacks_memory (const char *format, GError **error)
{
  g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
               "not enough memory to unpack %s-compressed data; free some and try again", format);
  return FALSE;
}

gboolean
kx_decompression_goes_on (const KxDecompression *work, KxCompression compression)
{
  return !work->is_part
         && kx_compression_detect (work->data + work->used, work->size - work->used) == compression;
}

gboolean
kx_decompression_is_marked (const KxDecompression *work)
{
  return work->size - work->used == SIZE_MARK
         && kx_le32 (work->data + work->used) == (guint32) work->produced;
}

static gboolean
check_rest (const KxDecompression *work, const char *format, GError **error)
{
  gsize rest = work->size - work->used;

  if (rest == 0 || kx_decompression_is_marked (work))
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "%" G_GSIZE_FORMAT " bytes that do not belong to it follow the %s-compressed data; "
               "the file is damaged: install it again", rest, format);
  return FALSE;
}

static gboolean
unpack (KxDecompression *work, KxCompression compression, GError **error)
{
  g_return_val_if_fail ((gsize) compression < G_N_ELEMENTS (known), FALSE);

  if (known[compression].codec == NULL)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "%s-compressed data is not unpacked here; unpack it, or compress it with gzip, xz "
                   "or zstd", known[compression].name);
      return FALSE;
    }
  return known[compression].codec (work, error);
}

gboolean
kx_decompress (KxCompression compression, const guint8 *data, gsize size, guint64 cap,
               KxDecompressSink sink, gpointer user_data, GError **error)
{
  KxDecompression work = { .data = data, .size = size, .cap = cap, .sink = sink,
                           .user_data = user_data };

  if (!unpack (&work, compression, error))
    return work.is_enough;
  return check_rest (&work, known[compression].name, error);
}

gboolean
kx_decompress_part (KxCompression compression, const guint8 *data, gsize size, guint64 cap,
                    KxDecompressSink sink, gpointer user_data, gsize *used, GError **error)
{
  KxDecompression work = { .data = data, .size = size, .cap = cap, .is_part = TRUE, .sink = sink,
                           .user_data = user_data };

  if (!unpack (&work, compression, error) && !work.is_enough)
    return FALSE;
  *used = work.used;
  return TRUE;
}

typedef struct
{
  guint8 *bytes;
  gsize room;
  gsize filled;
} Head;

static gboolean
fill_head (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  Head *head = user_data;
  gsize taken = MIN (size, head->room - head->filled);

  memcpy (head->bytes + head->filled, bytes, taken);
  head->filled += taken;
  return head->filled < head->room;
}

gsize
kx_decompress_head (KxCompression compression, const guint8 *data, gsize size, guint8 *head,
                    gsize room)
{
  Head filled = { .bytes = head, .room = room };

  /* That the data ends early, or is damaged further on, is not the question. */
  if (room > 0 && !kx_decompress (compression, data, size, G_MAXUINT64, fill_head, &filled, NULL))
    return filled.filled;
  return filled.filled;
}
