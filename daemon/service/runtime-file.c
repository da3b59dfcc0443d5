/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "runtime-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

static gboolean
fail (GError **error, const char *what, const char *name)
{
  int saved = errno;

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot %s /run/kexecd/%s: %s", what, name,
               g_strerror (saved));
  return FALSE;
}

static gboolean
write_all (int fd, const char *buffer, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, buffer, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      buffer += n;
      size -= (gsize) n;
    }

  return TRUE;
}

static gboolean
replace (int dir_fd, const char *temporary, const char *name, const char *text, GError **error)
{
  gboolean written;
  int fd = openat (dir_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return fail (error, "open", temporary);

  written = write_all (fd, text, strlen (text)) || fail (error, "write", temporary);
  close (fd);
  return written
         && (renameat (dir_fd, temporary, dir_fd, name) == 0 || fail (error, "replace", name));
}

gboolean
kx_runtime_file_write (int dir_fd, const char *name, const char *text, GError **error)
{
  g_autofree char *temporary = g_strconcat (name, ".new", NULL);

  if (replace (dir_fd, temporary, name, text, error))
    return TRUE;

  unlinkat (dir_fd, temporary, 0);
  unlinkat (dir_fd, name, 0);
  return FALSE;
}
