/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "below.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
kx_below_open (int root_fd, const char *const *names, int flags)
{
  int directory = root_fd;

  for (;; names++)
    {
      gboolean is_last = names[1] == NULL;
      int fd = openat (directory, names[0],
                       (is_last ? flags | O_NOCTTY : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
      int saved = errno;

      if (directory != root_fd)
        close (directory);
      errno = saved;
      if (fd < 0 || is_last)
        return fd;
      directory = fd;
    }
}

int
kx_below_write (int root_fd, const char *const *names, const char *text)
{
  gsize size = strlen (text);
  int fd = kx_below_open (root_fd, names, O_WRONLY);
  int error = 0;
  gssize written;

  if (fd < 0)
    return errno;

  written = write (fd, text, size);
  if (written < 0)
    error = errno;
  else if ((gsize) written != size)
    error = EIO;
  close (fd);
  return error;
}
