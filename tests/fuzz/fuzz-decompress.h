/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fuzz.h"

#include "bytes.h"
#include "decompress.h"

#define FUZZ_CAP (256 << 10)
#define FUZZ_HEAD 64

typedef struct
{
  guint64 size;
  guint8 head[FUZZ_HEAD];
  guint sum; /* so that the bytes are looked at */
} FuzzOutput;

static inline gboolean
fuzz_sink (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  FuzzOutput *output = user_data;

  g_assert_cmpuint (size, >, 0);
  if (output->size < FUZZ_HEAD)
    memcpy (output->head + output->size, bytes, MIN (size, FUZZ_HEAD - output->size));
  output->sum += bytes[0] + bytes[size - 1];
  output->size += size;
  return TRUE;
}

/* The first file of @data: what comes out of it alone is how all of it begins. */
static inline void
fuzz_decompress_part (KxCompression compression, const guint8 *data, gsize size)
{
  FuzzOutput part = { 0 };
  FuzzOutput alone = { 0 };
  GError *error = NULL;
  gboolean success;
  gsize used = 0;

  success = kx_decompress_part (compression, data, size, FUZZ_CAP, fuzz_sink, &part, &used, &error);
  fuzz_check_error (success, error);
  g_assert_cmpuint (part.size, <=, FUZZ_CAP);
  g_assert_cmpuint (used, <=, size);
  /* Of lz4's legacy format, a magic number at the end is a file without contents, or half of one. */
  if (!success || compression == KX_COMPRESSION_LZ4_LEGACY)
    return;

  success = kx_decompress (compression, data, used, FUZZ_CAP, fuzz_sink, &alone, NULL);
  g_assert_true (success);
  g_assert_cmpuint (alone.size, ==, part.size);
}

/* Unpacks @data: no more than the cap comes out, and its head is the same where only that is wanted. */
static inline void
fuzz_decompress (KxCompression compression, const guint8 *data, gsize size)
{
  FuzzOutput output = { 0 };
  guint8 head[FUZZ_HEAD];
  GError *error = NULL;
  gboolean success;
  gsize n;

  success = kx_decompress (compression, data, size, FUZZ_CAP, fuzz_sink, &output, &error);
  fuzz_check_error (success, error);
  g_assert_cmpuint (output.size, <=, FUZZ_CAP);
  fuzz_decompress_part (compression, data, size);
  n = kx_decompress_head (compression, data, size, head, FUZZ_HEAD);
  if (output.size < FUZZ_HEAD) /* a piece beyond the cap was not handed out, but has a head */
    g_assert_cmpuint (n, >=, output.size);
  else
    g_assert_cmpuint (n, ==, FUZZ_HEAD);
  g_assert_cmpint (memcmp (head, output.head, MIN (output.size, n)), ==, 0);
  g_assert_nonnull (kx_compression_to_string (kx_compression_detect (data, size)));
}
