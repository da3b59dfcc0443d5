/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uki-file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "kernel-image.h"

/* The headers of nearly all files end within this; KX_KERNEL_HEAD_SIZE is read where they do not. */
#define SMALL_HEAD 4096

static gboolean
read_exactly (int fd, guint64 offset, gpointer buffer, gsize size, GError **error)
{
  for (gsize filled = 0; filled < size;)
    {
      ssize_t n = pread (fd, (char *) buffer + filled, size - filled, (off_t) (offset + filled));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          int saved = n < 0 ? errno : EIO;

          g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                       "the file cannot be read: %s",
                       n < 0 ? g_strerror (saved) : "it became shorter");
          return FALSE;
        }
      filled += (gsize) n;
    }
  return TRUE;
}

gboolean
kx_uki_file_layout (int fd, int profile, KxUkiLayout *layout, GError **error)
{
  g_autofree guint8 *head = g_malloc (KX_KERNEL_HEAD_SIZE);
  g_autoptr (GError) cause = NULL;
  struct stat status;
  guint64 size;
  gsize wanted;

  if (fstat (fd, &status) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                   "the file cannot be looked at: %s", g_strerror (saved));
      return FALSE;
    }

  size = (guint64) status.st_size;
  wanted = MIN (size, SMALL_HEAD);
  if (!read_exactly (fd, 0, head, wanted, error))
    return FALSE;
  if (kx_uki_layout_parse (head, wanted, size, profile, layout, &cause))
    return TRUE;
  if (!g_error_matches (cause, KX_ERROR, KX_ERROR_INCOMPLETE) || size <= wanted)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  wanted = MIN (size, KX_KERNEL_HEAD_SIZE);
  return read_exactly (fd, 0, head, wanted, error)
         && kx_uki_layout_parse (head, wanted, size, profile, layout, error);
}

char *
kx_uki_file_text (int fd, const KxUkiLayout *layout, KxUkiSection section, gsize *length,
                  GError **error)
{
  const KxUkiRange *range = &layout->sections[section];
  g_autofree char *text = NULL;

  if (!range->present)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no section %s",
                   kx_uki_section_to_string (section));
      return NULL;
    }
  if (range->size > KX_UKI_TEXT_MAX)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the section %s is no text: it has more than %d bytes",
                   kx_uki_section_to_string (section), KX_UKI_TEXT_MAX);
      return NULL;
    }

  text = g_malloc0 (range->size + 1);
  if (!read_exactly (fd, range->offset, text, range->size, error))
    return NULL;
  *length = range->size;
  return g_steal_pointer (&text);
}
