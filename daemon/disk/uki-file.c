/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uki-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "kernel-image.h"
#include "read-at.h"
#include "release.h"

/* The headers of nearly all files end within this; KX_KERNEL_HEAD_SIZE is read where they do not.
 * */
#define SMALL_HEAD 4096

static gboolean
read_exactly (int fd, guint64 offset, gpointer buffer, gsize size, GError **error)
{
  gssize n = kx_read_at (fd, offset, buffer, size, error);

  if (n < 0)
    return FALSE;
  if ((gsize) n == size)
    return TRUE;
  g_set_error_literal (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                       "the file became shorter while it was read; wait until it has been written");
  return FALSE;
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

char *
kx_uki_file_release (int fd, const KxUkiLayout *layout)
{
  gsize length = 0;
  g_autofree char *text = kx_uki_file_text (fd, layout, KX_UKI_UNAME, &length, NULL);

  if (text == NULL)
    return NULL;
  g_strstrip (text);
  return kx_release_parse ((const guint8 *) text, strlen (text) + 1);
}
