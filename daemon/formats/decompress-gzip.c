/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "decompress-codec.h"

#include <zlib.h>

#include "bytes.h"

#define GZIP_ONLY (MAX_WBITS + 16)

/* zlib counts in 32 bits. */
#define LARGEST_INPUT ((gsize) 1 << 30)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (z_stream, inflateEnd)

/* One file of those that may follow each other. */
static gboolean
read_member (KxDecompression *work, z_stream *stream, guint8 *piece, GError **error)
{
  int status = Z_OK;

  while (status != Z_STREAM_END)
    {
      gsize given = MIN (work->size - work->used, LARGEST_INPUT);

      stream->next_in = (Bytef *) work->data + work->used;
      stream->avail_in = (uInt) given;
      stream->next_out = piece;
      stream->avail_out = KX_DECOMPRESS_PIECE;
      status = inflate (stream, Z_NO_FLUSH);
      work->used += given - stream->avail_in;

      if (status == Z_MEM_ERROR)
        return kx_decompression_lacks_memory ("gzip", error);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return kx_decompression_is_damaged ("gzip", stream->msg != NULL ? stream->msg : "header",
                                            error);
      if (!kx_decompression_emit (work, piece, KX_DECOMPRESS_PIECE - stream->avail_out, error))
        return FALSE;
      if (status == Z_BUF_ERROR) /* no progress: there is no more data */
        return kx_decompression_is_short ("gzip", error);
    }
  return TRUE;
}

gboolean
kx_decompress_gzip (KxDecompression *work, GError **error)
{
  g_autofree guint8 *piece = g_malloc (KX_DECOMPRESS_PIECE);
  g_auto (z_stream) stream = { 0 };

  if (inflateInit2 (&stream, GZIP_ONLY) != Z_OK)
    return kx_decompression_lacks_memory ("gzip", error);

  do
    {
      inflateReset (&stream);
      if (!read_member (work, &stream, piece, error))
        return FALSE;
    }
  while (kx_decompression_goes_on (work, KX_COMPRESSION_GZIP));
  return TRUE;
}
