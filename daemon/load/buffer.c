/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "buffer.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "error.h"
#include "pages.h"

#define HUGE_PAGE ((gsize) 2 << 20)

gboolean
kx_buffer_reserve (KxBuffer *buffer, gsize room, GError **error)
{
  void *bytes;

  if (room <= buffer->room)
    return TRUE;

  if (room > G_MAXSIZE / 2)
    bytes = MAP_FAILED;
  else if (buffer->bytes == NULL)
    bytes = mmap (NULL, kx_round_up (room, KX_PAGE_SIZE), PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  else
    bytes = mremap (buffer->bytes, buffer->room, kx_round_up (room, KX_PAGE_SIZE), MREMAP_MAYMOVE);

  if (bytes == MAP_FAILED)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
                   "there is no memory for %" G_GSIZE_FORMAT " MiB of the image; free some",
                   room >> 20);
      return FALSE;
    }

  /* Neither is vital: a kernel without the one just says so. */
  (void) madvise (bytes, kx_round_up (room, KX_PAGE_SIZE), MADV_DONTDUMP);
  (void) madvise (bytes, kx_round_up (room, KX_PAGE_SIZE), MADV_HUGEPAGE);
  buffer->bytes = bytes;
  buffer->room = kx_round_up (room, KX_PAGE_SIZE);
  return TRUE;
}

gboolean
kx_buffer_append (KxBuffer *buffer, const guint8 *bytes, gsize size, GError **error)
{
  gsize needed;

  if (size == 0)
    return TRUE;
  if (!g_size_checked_add (&needed, buffer->size, size))
    needed = G_MAXSIZE;
  /* By a half, so that a stream of small pieces costs few system calls. */
  if (needed > buffer->room
      && !kx_buffer_reserve (buffer, MAX (needed, kx_round_up (buffer->room / 2 * 3, HUGE_PAGE)),
                             error))
    return FALSE;

  memcpy (buffer->bytes + buffer->size, bytes, size);
  buffer->size = needed;
  return TRUE;
}

gboolean
kx_buffer_pad (KxBuffer *buffer, gsize align, GError **error)
{
  gsize size = kx_round_up (buffer->size, align);

  if (!kx_buffer_reserve (buffer, size, error))
    return FALSE;

  buffer->size = size;
  return TRUE;
}

void
kx_buffer_clear (KxBuffer *buffer)
{
  if (buffer->bytes != NULL)
    {
      if (buffer->secret)
        explicit_bzero (buffer->bytes, buffer->size);
      munmap (buffer->bytes, buffer->room);
    }
  *buffer = (KxBuffer){ .secret = buffer->secret };
}
