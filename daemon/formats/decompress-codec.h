/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"

G_BEGIN_DECLS

/*
 * What decompress.c and the codecs agree on; nobody else includes this.
 *
 * A codec unpacks all streams of its format that follow each other in the data, or, of a part, the
 * first one, and notes how far it came: what is left over is judged by decompress.c.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  gsize used;       /* bytes of the data that belong to whole streams */
  guint64 produced;
  guint64 cap;
  gboolean is_part;   /* anything may follow the first stream */
  gboolean is_enough; /* the sink wants no more */
  KxDecompressSink sink;
  gpointer user_data;
} KxDecompression;

/* Pieces in which codecs hand out what they unpack. */
#define KX_DECOMPRESS_PIECE (64 * 1024)

/* The most memory that a dictionary may take: xz and zstd files of the kernel need 128 MiB. */
#define KX_DECOMPRESS_MEMORY (256 * 1024 * 1024)

/* Hands out @size bytes. FALSE with an error, or, with is_enough, without. */
gboolean kx_decompression_emit (KxDecompression *work, const guint8 *bytes, gsize size,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Is there another stream of @compression that is to be unpacked? */
gboolean kx_decompression_goes_on (const KxDecompression *work, KxCompression compression);

/* Is what is left over the length that the kernel's build appends? */
gboolean kx_decompression_is_marked (const KxDecompression *work);

/* Sets the error for data that ends too early or is damaged; returns FALSE. */
gboolean kx_decompression_is_short (const char *format, GError **error);
gboolean kx_decompression_is_damaged (const char *format, const char *detail, GError **error);
gboolean kx_decompression_lacks_memory (const char *format, GError **error);

/* TRUE: all streams are unpacked, or the sink has enough. */
typedef gboolean (*KxDecompressCodec) (KxDecompression *work, GError **error);

gboolean kx_decompress_gzip (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kx_decompress_xz (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kx_decompress_lzma (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kx_decompress_zstd (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kx_decompress_lz4_legacy (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kx_decompress_lz4 (KxDecompression *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
