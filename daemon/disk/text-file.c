/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text-file.h"

#include "error.h"
#include "trust.h"

char *
kx_text_file_read (KxRoot *root, const char *path, gsize cap, gsize *length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *problem = NULL;
  struct stat status;
  gsize read = 0;
  g_autofree char *text = kx_root_read_with_status (root, path, cap, &read, &status, &cause);

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
  if (!kx_trust_check (root, path, &status, &problem))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE, problem);
      return NULL;
    }
  if (length != NULL)
    *length = read;
  return g_steal_pointer (&text);
}
