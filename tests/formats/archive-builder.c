/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive-builder.h"

#include <string.h>

Image *
image_zeros (gsize size)
{
  Image *image = g_byte_array_sized_new ((guint) size);

  g_byte_array_set_size (image, (guint) size);
  if (size > 0)
    memset (image->data, 0, size);
  return image;
}

void
archive_pad (Image *archive, gsize block)
{
  static const guint8 zero;

  while (archive->len % block != 0)
    g_byte_array_append (archive, &zero, 1);
}

void
archive_append (Image *archive, const Image *other)
{
  g_byte_array_append (archive, other->data, other->len);
}

void
archive_add (Image *archive, const char *name, const void *contents, gsize size)
{
  g_autofree char *header
      = g_strdup_printf ("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1u, 0100644u,
                         0u, 0u, 1u, 0u, (guint) size, 0u, 0u, 0u, 0u, (guint) strlen (name) + 1,
                         0u);

  g_byte_array_append (archive, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (archive, (const guint8 *) name, (guint) strlen (name) + 1);
  archive_pad (archive, 4);
  g_byte_array_append (archive, contents, (guint) size);
  archive_pad (archive, 4);
}

void
archive_end (Image *archive, gsize block)
{
  archive_add (archive, "TRAILER!!!", "", 0);
  archive_pad (archive, block);
}

Image *
archive_of (const char *name, const char *contents)
{
  Image *archive = g_byte_array_new ();

  archive_add (archive, name, contents, strlen (contents));
  archive_end (archive, 4);
  return archive;
}

void
archive_add_config (Image *archive, const char *text, guint32 error)
{
  gsize length = strlen (text) + 1;
  guint32 sum = error;
  guint32 numbers[2];

  archive_pad (archive, 4);
  length += -(archive->len + length) % 4;
  for (gsize i = 0; i < strlen (text); i++)
    sum += (guint8) text[i];
  numbers[0] = GUINT32_TO_LE ((guint32) length);
  numbers[1] = GUINT32_TO_LE (sum);
  g_byte_array_append (archive, (const guint8 *) text, (guint) strlen (text) + 1);
  archive_pad (archive, 4);
  g_byte_array_append (archive, (const guint8 *) numbers, sizeof numbers);
  g_byte_array_append (archive, (const guint8 *) "#BOOTCONFIG\n", 12);
}
