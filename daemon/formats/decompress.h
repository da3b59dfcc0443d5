/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KxCompression: how kernels and archives are compressed. */
typedef enum
{
  KX_COMPRESSION_NONE,
  KX_COMPRESSION_GZIP,
  KX_COMPRESSION_XZ,
  KX_COMPRESSION_LZMA,
  KX_COMPRESSION_ZSTD,
  KX_COMPRESSION_LZ4_LEGACY, /* as the kernel's build makes it: lz4 -l */
  KX_COMPRESSION_LZ4,
  KX_COMPRESSION_LZO,        /* is named, but not unpacked */
  KX_COMPRESSION_BZIP2,      /* likewise */
} KxCompression;

/**
 * kx_compression_detect:
 * @data: the first bytes of something
 * @size: how many there are; 6 are enough
 *
 * Returns: by the magic number, how it is compressed; KX_COMPRESSION_NONE where it is not, or in a
 *   way that is not known
 */
KxCompression kx_compression_detect (const guint8 *data, gsize size);

/** kx_compression_to_string: Returns: (transfer none): for people: "gzip", "xz", "lz4" … */
const char *kx_compression_to_string (KxCompression compression);

/**
 * KxDecompressSink:
 * @bytes: what comes next
 * @size: how many bytes, at least one
 * @user_data: the caller's
 * @error: where it fails
 *
 * Returns: %FALSE to end it: as a failure where @error is set, else because that is enough
 */
typedef gboolean (*KxDecompressSink) (const guint8 *bytes, gsize size, gpointer user_data,
                                      GError **error);

/**
 * kx_decompress:
 * @compression: how @data is compressed
 * @data: all of it
 * @size: its length in bytes
 * @cap: the most bytes that may come out
 * @sink: is given what comes out, piece by piece
 * @user_data: for @sink
 * @error: in KX_ERROR: KX_ERROR_INCOMPLETE: @data ends too early; KX_ERROR_INVALID_IMAGE: it is
 *   damaged, or something follows it, or more than @cap bytes come out; KX_ERROR_UNSUPPORTED:
 *   nobody unpacks this here; KX_ERROR_NO_MEMORY; whatever @sink sets
 *
 * Unpacks in pieces, so that no more memory is taken than the format itself asks for (at most
 * 256 MiB for its dictionary). What comes out is given to @sink before the end of @data has been
 * looked at: it is only good if the return value is, too.
 * After the data there may be its unpacked length in 4 bytes, little-endian, which the kernel's
 * build appends. Several gzip, xz, zstd or lz4 files one after the other count as one.
 *
 * Returns: whether all was unpacked, or @sink had enough
 */
gboolean kx_decompress (KxCompression compression, const guint8 *data, gsize size, guint64 cap,
                        KxDecompressSink sink, gpointer user_data,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_decompress_part:
 * @used: (out): how many bytes of @data that was; where @sink had enough, those that were looked at
 * @error: as for kx_decompress(), but for what follows
 *
 * As kx_decompress(), but unpacks only the first file of @data; anything may follow it. What lz4's
 * legacy format takes for its end is its own end, too: @data's, or four zeros.
 *
 * Returns: as kx_decompress()
 */
gboolean kx_decompress_part (KxCompression compression, const guint8 *data, gsize size, guint64 cap,
                             KxDecompressSink sink, gpointer user_data, gsize *used,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_decompress_zstd_at_once:
 * @data: zstd-compressed: one frame, or several
 * @size: its length in bytes
 * @result: room for what comes out
 * @result_size: how many bytes that is, exactly
 * @error: KX_ERROR_INVALID_IMAGE: @data is damaged, or unpacks to another length
 *
 * Like kx_decompress() where the length is known beforehand. zstd's dictionary is all that came out
 * so far: to unpack piece by piece takes as much memory, and copies everything twice.
 */
gboolean kx_decompress_zstd_at_once (const guint8 *data, gsize size, guint8 *result,
                                     gsize result_size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_decompress_head:
 * @compression: how @data is compressed
 * @data: the beginning, or all of it
 * @size: how many bytes
 * @head: room for what comes out
 * @room: how many bytes fit
 *
 * Returns: how many of the first bytes could be unpacked: fewer than @room where @data ends before
 *   or is damaged
 */
gsize kx_decompress_head (KxCompression compression, const guint8 *data, gsize size, guint8 *head,
                          gsize room);

G_END_DECLS
