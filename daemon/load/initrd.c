/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "initrd.h"

#include <string.h>

#include "error.h"
#include "initramfs.h"

/* Where an archive may begin. */
#define ALIGN 4

static gboolean
collect (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  return kx_buffer_append (user_data, bytes, size, error);
}

/* Takes back what was appended after @size. What lies behind the size of a buffer has to be zero. */
static void
cut (KxBuffer *buffer, gsize size)
{
  if (buffer->size > size)
    memset (buffer->bytes + size, 0, buffer->size - size);
  buffer->size = size;
}

/* Appends zeros until the buffer's end is as far behind a multiple of 4 as @offset is. */
static gboolean
align_as (KxBuffer *buffer, gsize offset, GError **error)
{
  static const guint8 zeros[ALIGN];

  return kx_buffer_append (buffer, zeros, (offset - buffer->size) % ALIGN, error);
}

/*
 * Appends the contents of a compressed part. @used: (out): its length; 0, with nothing appended: it
 * cannot be unpacked here, or is not what the kernel would take. FALSE: there is no memory.
 */
static gboolean
expand_part (const guint8 *data, const KxInitramfsPart *part, gsize cap, KxBuffer *result,
             gsize *used, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gsize start;

  *used = 0;
  /* The kernel takes lz4's legacy format only: its frames would not start from cold, either. */
  if (part->compression == KX_COMPRESSION_LZ4)
    return TRUE;
  if (!align_as (result, 0, error))
    return FALSE;

  start = result->size;
  if (!kx_decompress_part (part->compression, data + part->offset, part->size,
                           cap > start ? cap - start : 0, collect, result, used, &failure))
    {
      if (g_error_matches (failure, KX_ERROR, KX_ERROR_NO_MEMORY))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      *used = 0;
    }
  else if (result->size == start
           || !kx_initramfs_is_archive (result->bytes + start, result->size - start))
    *used = 0;

  if (*used == 0)
    cut (result, start);
  return TRUE;
}

/* Appends the bytes from @start to @end so that the kernel finds archives among them. */
static gboolean
copy (const guint8 *data, gsize start, gsize end, KxBuffer *result, GError **error)
{
  return start == end
         || (align_as (result, start, error)
             && kx_buffer_append (result, data + start, end - start, error));
}

/* Behind the padding that a part has for the sake of the one that follows. */
static gsize
skip_padding (const guint8 *data, gsize length, gsize offset)
{
  while (offset % ALIGN != 0 && offset < length && data[offset] == 0)
    offset++;
  return offset;
}

/* Fills @result; @n: (out): how many parts were expanded. */
static gboolean
expand_all (const guint8 *data, gsize size, gsize cap, KxBuffer *result, guint *n, GError **error)
{
  gsize length = kx_initramfs_get_length (data, size);
  KxInitramfsPart part;
  gsize done = 0; /* so much of the data is in the result */
  gsize end = 0;

  *n = 0;
  for (;;)
    {
      gsize used;

      kx_initramfs_get_part (data, length, end, &part);
      if (part.kind == KX_INITRAMFS_ARCHIVE)
        {
          end = part.offset + part.size;
          continue;
        }
      if (part.kind != KX_INITRAMFS_COMPRESSED)
        break;

      if (!copy (data, done, part.offset, result, error))
        return FALSE;
      done = part.offset;
      if (!expand_part (data, &part, cap, result, &used, error))
        return FALSE;
      if (used == 0)
        break;
      (*n)++;
      end = done = skip_padding (data, length, part.offset + used);
    }
  return *n == 0 || copy (data, done, size, result, error);
}

gboolean
kx_initrd_expand (const guint8 *data, gsize size, gsize cap, KxBuffer *result, gboolean *expanded,
                  GError **error)
{
  g_auto (KxBuffer) buffer = { .secret = result->secret };
  guint n;

  if (!expand_all (data, size, cap, &buffer, &n, error))
    return FALSE;

  *expanded = n > 0 && buffer.size <= cap;
  if (*expanded)
    {
      kx_buffer_clear (result);
      *result = buffer;
      buffer = (KxBuffer){ 0 };
    }
  return TRUE;
}
