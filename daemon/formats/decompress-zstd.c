/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress-codec.h"

#include <zstd.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZSTD_DStream, ZSTD_freeDStream)

/* One frame of those that may follow each other. */
static gboolean
read_frame (KxDecompression *work, ZSTD_DStream *stream, guint8 *piece, GError **error)
{
  gsize status = 1;

  while (status != 0)
    {
      ZSTD_inBuffer input = { work->data, work->size, work->used };
      ZSTD_outBuffer output = { piece, KX_DECOMPRESS_PIECE, 0 };

      status = ZSTD_decompressStream (stream, &output, &input);
      if (ZSTD_isError (status))
        return kx_decompression_is_damaged ("zstd", ZSTD_getErrorName (status), error);
      if (!kx_decompression_emit (work, piece, output.pos, error))
        return FALSE;
      if (status != 0 && input.pos == work->size && output.pos < output.size)
        return kx_decompression_is_short ("zstd", error);
      work->used = input.pos;
    }
  return TRUE;
}

gboolean
kx_decompress_zstd (KxDecompression *work, GError **error)
{
  g_autofree guint8 *piece = g_malloc (KX_DECOMPRESS_PIECE);
  g_autoptr (ZSTD_DStream) stream = ZSTD_createDStream ();

  if (stream == NULL)
    return kx_decompression_lacks_memory ("zstd", error);

  do
    {
      ZSTD_initDStream (stream);
      if (!read_frame (work, stream, piece, error))
        return FALSE;
    }
  while (kx_decompression_goes_on (work, KX_COMPRESSION_ZSTD));
  return TRUE;
}

gboolean
kx_decompress_zstd_at_once (const guint8 *data, gsize size, guint8 *result, gsize result_size,
                            GError **error)
{
  gsize status = ZSTD_decompress (result, result_size, data, size);

  if (ZSTD_isError (status))
    return kx_decompression_is_damaged ("zstd", ZSTD_getErrorName (status), error);
  return status == result_size
         || kx_decompression_is_damaged ("zstd", "it is shorter than announced", error);
}
