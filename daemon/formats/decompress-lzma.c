/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress-codec.h"

#include <lzma.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (lzma_stream, lzma_end)

static gboolean
fail (lzma_ret status, const char *format, GError **error)
{
  switch (status)
    {
    case LZMA_BUF_ERROR:
      return kx_decompression_is_short (format, error);
    case LZMA_MEM_ERROR:
      return kx_decompression_lacks_memory (format, error);
    case LZMA_MEMLIMIT_ERROR:
      return kx_decompression_is_damaged (format, "it asks for too large a dictionary", error);
    case LZMA_OPTIONS_ERROR:
      return kx_decompression_is_damaged (format, "it needs an unknown filter", error);
    default:
      return kx_decompression_is_damaged (format, "its contents contradict themselves", error);
    }
}

static gboolean
read_stream (KxDecompression *work, lzma_stream *stream, const char *format, GError **error)
{
  g_autofree guint8 *piece = g_malloc (KX_DECOMPRESS_PIECE);
  lzma_ret status = LZMA_OK;

  stream->next_in = work->data + work->used;
  stream->avail_in = work->size - work->used;
  while (status == LZMA_OK)
    {
      stream->next_out = piece;
      stream->avail_out = KX_DECOMPRESS_PIECE;
      status = lzma_code (stream, LZMA_RUN);
      work->used = work->size - stream->avail_in;
      if (!kx_decompression_emit (work, piece, KX_DECOMPRESS_PIECE - stream->avail_out, error))
        return FALSE;
    }
  return status == LZMA_STREAM_END || fail (status, format, error);
}

gboolean
kx_decompress_xz (KxDecompression *work, GError **error)
{
  do
    {
      g_auto (lzma_stream) stream = LZMA_STREAM_INIT;
      lzma_ret status = lzma_stream_decoder (&stream, KX_DECOMPRESS_MEMORY, 0);

      if (status != LZMA_OK)
        return fail (status, "xz", error);
      if (!read_stream (work, &stream, "xz", error))
        return FALSE;
    }
  while (kx_decompression_goes_on (work, KX_COMPRESSION_XZ));
  return TRUE;
}

gboolean
kx_decompress_lzma (KxDecompression *work, GError **error)
{
  g_auto (lzma_stream) stream = LZMA_STREAM_INIT;
  lzma_ret status = lzma_alone_decoder (&stream, KX_DECOMPRESS_MEMORY);

  if (status != LZMA_OK)
    return fail (status, "lzma", error);
  return read_stream (work, &stream, "lzma", error);
}
