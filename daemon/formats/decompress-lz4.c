/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress-codec.h"

#include <lz4.h>
#include <lz4frame.h>

#include "bytes.h"

/* The legacy frame: a magic number, then blocks, each with its compressed length in 4 bytes before
 * it, that unpack to 8 MiB, but for the last. Nothing marks the end. See "Legacy frame" in lz4's
 * lz4_Frame_format.md, and lib/decompress_unlz4.c in Linux. */
#define LEGACY_MAGIC 0x184c2102
#define LEGACY_BLOCK (8 * 1024 * 1024)

/* No byte of lz4's stands for more than this. */
#define BEST_RATIO 255

static gboolean
read_legacy_block (KxDecompression *work, guint8 *block, gsize room, guint32 length, GError **error)
{
  const char *start = (const char *) work->data + work->used;
  int unpacked;

  if (length > (guint32) LZ4_compressBound (LEGACY_BLOCK))
    return kx_decompression_is_damaged ("lz4", "a block is too long", error);
  if (length > work->size - work->used)
    return kx_decompression_is_short ("lz4", error);

  unpacked = LZ4_decompress_safe (start, (char *) block, (int) length, (int) room);
  if (unpacked < 0)
    return kx_decompression_is_damaged ("lz4", "a block contradicts itself", error);
  work->used += length;
  return kx_decompression_emit (work, block, (gsize) unpacked, error);
}

gboolean
kx_decompress_lz4_legacy (KxDecompression *work, GError **error)
{
  gsize room = MIN (LEGACY_BLOCK, (MIN (work->size, LEGACY_BLOCK) + 1) * BEST_RATIO);
  g_autofree guint8 *block = g_try_malloc (room);

  if (block == NULL)
    return kx_decompression_lacks_memory ("lz4", error);

  /* Each file begins with the magic number, where the next block's length would be. Padding, a
   * length of 0, ends a part. */
  while (work->size - work->used > 4)
    {
      guint32 length = kx_le32 (work->data + work->used);

      if (length == 0 && work->is_part)
        return TRUE;
      work->used += 4;
      if (length != LEGACY_MAGIC && !read_legacy_block (work, block, room, length, error))
        return FALSE;
    }
  return work->used == work->size || work->is_part || kx_decompression_is_marked (work)
         || kx_decompression_is_short ("lz4", error);
}

static gboolean
read_frame (KxDecompression *work, LZ4F_dctx *context, guint8 *piece, GError **error)
{
  gsize status = 1;

  while (status != 0)
    {
      gsize taken = work->size - work->used;
      gsize given = KX_DECOMPRESS_PIECE;

      status = LZ4F_decompress (context, piece, &given, work->data + work->used, &taken, NULL);
      if (LZ4F_isError (status))
        return kx_decompression_is_damaged ("lz4", LZ4F_getErrorName (status), error);
      work->used += taken;
      if (!kx_decompression_emit (work, piece, given, error))
        return FALSE;
      if (status != 0 && work->used == work->size && given < KX_DECOMPRESS_PIECE)
        return kx_decompression_is_short ("lz4", error);
    }
  return TRUE;
}

static void
free_context (LZ4F_dctx *context)
{
  LZ4F_freeDecompressionContext (context);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LZ4F_dctx, free_context)

gboolean
kx_decompress_lz4 (KxDecompression *work, GError **error)
{
  g_autofree guint8 *piece = g_malloc (KX_DECOMPRESS_PIECE);
  g_autoptr (LZ4F_dctx) context = NULL;

  if (LZ4F_isError (LZ4F_createDecompressionContext (&context, LZ4F_VERSION)))
    return kx_decompression_lacks_memory ("lz4", error);

  do
    if (!read_frame (work, context, piece, error))
      return FALSE;
  while (kx_decompression_goes_on (work, KX_COMPRESSION_LZ4));
  return TRUE;
}
