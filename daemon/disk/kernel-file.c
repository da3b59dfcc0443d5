/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-file.h"

#include "error.h"
#include "read-at.h"
#include "uki-file.h"

/* The headers of nearly all files end within this. */
#define SMALL_HEAD 4096

/* What a kernel without a release in its head may have to be searched through for it. */
#define MAX_SEARCHED (256 * 1024 * 1024)

/* A part of a file that is a file itself, its beginning read into a buffer. */
typedef struct
{
  int fd;
  guint64 offset;
  guint64 size;
  guint8 *buffer;
  gsize filled;
} Part;

/* Reads on until @wanted bytes are there, or all. */
static gboolean
read_to (Part *part, gsize wanted, GError **error)
{
  gssize n;

  wanted = MIN (wanted, part->size);
  if (wanted <= part->filled)
    return TRUE;

  n = kx_read_at (part->fd, part->offset + part->filled, part->buffer + part->filled,
                  wanted - part->filled, error);
  if (n < 0)
    return FALSE;
  part->filled += (gsize) n;
  return TRUE;
}

/* The beginning of what is compressed does not tell: reads all of it. */
static gboolean
parse_whole (const Part *part, KxKernelFacts *facts, GError **error)
{
  gsize size = (gsize) MIN (part->size, MAX_SEARCHED);
  g_autofree guint8 *data = g_try_malloc (size);
  gssize filled;

  if (data == NULL)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_NO_MEMORY, "not enough memory to look into it");
      return FALSE;
    }
  filled = kx_read_at (part->fd, part->offset, data, size, error);
  return filled >= 0 && kx_kernel_image_parse (data, (gsize) filled, part->size, facts, error);
}

static gboolean
parse_file (Part *part, KxKernelFacts *facts, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!read_to (part, kx_kernel_image_needed (part->buffer, part->filled), error))
    return FALSE;
  if (kx_kernel_image_parse (part->buffer, part->filled, part->size, facts, NULL))
    return TRUE;

  /* More may tell better what it is. */
  if (!read_to (part, KX_KERNEL_HEAD_SIZE, error))
    return FALSE;
  if (kx_kernel_image_parse (part->buffer, part->filled, part->size, facts, &cause))
    return TRUE;
  if (part->filled < part->size && g_error_matches (cause, KX_ERROR, KX_ERROR_INCOMPLETE)
      && kx_kernel_image_packing (part->buffer, part->filled) == KX_PACKING_COMPRESSED)
    return parse_whole (part, facts, error);

  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
parse_uki (Part *file, KxKernelFacts *facts, GError **error)
{
  Part kernel = { .fd = file->fd, .buffer = file->buffer };
  KxUkiLayout layout;

  if (!kx_uki_file_layout (file->fd, 0, &layout, error))
    return FALSE;

  kernel.offset = layout.sections[KX_UKI_LINUX].offset;
  kernel.size = layout.sections[KX_UKI_LINUX].size;
  if (!read_to (&kernel, SMALL_HEAD, error)
      || !read_to (&kernel, kx_kernel_image_needed (kernel.buffer, kernel.filled), error)
      || !kx_kernel_image_parse_uki (&layout, kernel.buffer, kernel.filled, facts, error))
    return FALSE;

  if (facts->release == NULL)
    facts->release = kx_uki_file_release (file->fd, &layout);
  return TRUE;
}

gboolean
kx_kernel_file_parse (int fd, guint64 size, guint8 *buffer, KxKernelFacts *facts, GError **error)
{
  Part file = { .fd = fd, .size = size, .buffer = buffer };

  if (!read_to (&file, SMALL_HEAD, error))
    return FALSE;
  if (kx_kernel_image_packing (file.buffer, file.filled) == KX_PACKING_UKI)
    return parse_uki (&file, facts, error);
  if (!read_to (&file, kx_kernel_image_needed (file.buffer, file.filled), error))
    return FALSE;

  /* Its section table may have been further on. */
  if (kx_kernel_image_packing (file.buffer, file.filled) == KX_PACKING_UKI)
    return parse_uki (&file, facts, error);
  return parse_file (&file, facts, error);
}

char *
kx_kernel_file_search_release (int fd, guint64 size)
{
  KxUkiLayout layout;
  guint64 offset = 0;
  g_autofree guint8 *data = NULL;
  gssize filled;

  if (kx_uki_file_layout (fd, 0, &layout, NULL) && layout.sections[KX_UKI_LINUX].present)
    {
      offset = layout.sections[KX_UKI_LINUX].offset;
      size = layout.sections[KX_UKI_LINUX].size;
    }
  size = MIN (size, MAX_SEARCHED);
  data = g_try_malloc (size);
  filled = data != NULL ? kx_read_at (fd, offset, data, size, NULL) : -1;
  return filled > 0 ? kx_kernel_image_find_release (data, (gsize) filled, MAX_SEARCHED) : NULL;
}
