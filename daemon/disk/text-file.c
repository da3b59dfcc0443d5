/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error.h"
#include "trust.h"

static gboolean
check_trust (KxRoot *root, const char *path, GError **error)
{
  g_autofree char *problem = NULL;
  struct stat status;
  int fd = kx_root_open (root, path, O_PATH, error);

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) != 0)
    problem = g_strdup_printf ("the owner of %s is not known: %s", path, g_strerror (errno));
  else if (kx_trust_check (root, path, &status, &problem))
    {
      close (fd);
      return TRUE;
    }
  close (fd);
  g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE, problem);
  return FALSE;
}

char *
kx_text_file_read (KxRoot *root, const char *path, gsize cap, gsize *length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = kx_root_read (root, path, cap, length, &cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE, cause->message);
      return NULL;
    }
  if (text == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (!check_trust (root, path, error))
    return NULL;
  return g_steal_pointer (&text);
}
