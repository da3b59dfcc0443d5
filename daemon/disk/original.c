/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "original.h"

#include <string.h>
#include <unistd.h>

#include "kernel-source.h"
#include "read-at.h"

#define CHUNK ((gsize) 256 * 1024)

static gboolean
has_contents (int fd, const guint8 *contents, gsize size)
{
  g_autofree guint8 *buffer = g_malloc (CHUNK);

  for (gsize offset = 0; offset < size; offset += CHUNK)
    {
      gsize length = MIN (CHUNK, size - offset);

      if (kx_read_at (fd, offset, buffer, length, NULL) != (gssize) length
          || memcmp (buffer, contents + offset, length) != 0)
        return FALSE;
    }
  return TRUE;
}

/* May the copy of a file with so many bytes end like that? */
static gboolean
is_padded (const guint8 *copy, gsize size, gsize file_size)
{
  static const guint8 zeros[KX_INITRD_ALIGNMENT - 1];

  return file_size <= size && size - file_size <= sizeof zeros
         && memcmp (copy + file_size, zeros, size - file_size) == 0;
}

gboolean
kx_original_open (KxOriginal *original, KxRoot *root, const char *path, const guint8 *copy,
                  gsize size)
{
  struct stat status;

  *original = (KxOriginal){ .fd = -1 };
  if (copy == NULL || path == NULL || *path == '\0')
    return FALSE;
  original->fd = kx_root_open_regular (root, path, NULL);
  if (original->fd < 0)
    return FALSE;

  if (fstat (original->fd, &status) == 0 && is_padded (copy, size, (gsize) status.st_size))
    {
      original->identity = kx_identity_new (original->fd, &status);
      if (has_contents (original->fd, copy, (gsize) status.st_size))
        return TRUE;
    }
  kx_original_close (original);
  return FALSE;
}

gboolean
kx_original_is_unchanged (const KxOriginal *original)
{
  KxIdentity now;
  struct stat status;

  if (original->fd < 0 || fstat (original->fd, &status) < 0)
    return FALSE;
  now = kx_identity_new (original->fd, &status);
  return kx_identity_equal (&now, &original->identity);
}

void
kx_original_close (KxOriginal *original)
{
  if (original->fd >= 0)
    close (original->fd);
  original->fd = -1;
}
