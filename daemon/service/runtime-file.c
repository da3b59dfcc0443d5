/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "runtime-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "read-at.h"
#include "write-all.h"

/* No file here is longer. */
#define SIZE_MAX_BYTES (1024 * 1024)

static gboolean
fail (GError **error, const char *what, const char *name)
{
  int saved = errno;

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot %s /run/kexecd/%s: %s", what, name,
               g_strerror (saved));
  return FALSE;
}

char *
kx_runtime_file_read (int dir_fd, const char *name, gsize *size, GError **error)
{
  g_autofree char *buffer = g_malloc (SIZE_MAX_BYTES);
  g_autoptr (GError) why = NULL;
  gssize done;
  int fd = openat (dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    {
      if (errno != ENOENT)
        fail (error, "open", name);
      return NULL;
    }

  done = kx_read_at (fd, 0, buffer, SIZE_MAX_BYTES, &why);
  close (fd);
  if (done < 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot read /run/kexecd/%s: %s", name,
                   why->message);
      return NULL;
    }

  *size = (gsize) done;
  return g_steal_pointer (&buffer);
}

static gboolean
replace (int dir_fd, const char *temporary, const char *name, const char *text, GError **error)
{
  gboolean written;
  int fd = openat (dir_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return fail (error, "open", temporary);

  written = kx_write_all (fd, text, strlen (text)) || fail (error, "write", temporary);
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

void
kx_runtime_file_remove (int dir_fd, const char *name)
{
  unlinkat (dir_fd, name, 0);
}
