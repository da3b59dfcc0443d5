/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "small-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "root.h"

char *
kx_small_file_read (int root_fd, const char *path, gsize max, gsize *length)
{
  g_autofree char *data = g_malloc (max + 1);
  gsize done = 0;
  int saved = 0;
  int fd;

  fd = kx_root_open_at (root_fd, path, O_RDONLY);
  if (fd < 0)
    return NULL;

  while (done < max)
    {
      ssize_t n = read (fd, data + done, max - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        saved = errno;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  close (fd);

  if (saved != 0)
    {
      errno = saved;
      return NULL;
    }
  data[done] = '\0';
  if (length != NULL)
    *length = done;
  return g_steal_pointer (&data);
}

char *
kx_small_file_read_line (int root_fd, const char *path, gsize max)
{
  char *text = kx_small_file_read (root_fd, path, max, NULL);

  if (text != NULL)
    text[strcspn (text, "\n")] = '\0';
  return text;
}

gboolean
kx_small_file_write (int root_fd, const char *path, const char *text)
{
  gsize length = strlen (text);
  ssize_t n;
  int saved;
  int fd;

  fd = kx_root_open_at (root_fd, path, O_WRONLY | O_TRUNC);
  if (fd < 0)
    return FALSE;

  do
    n = write (fd, text, length);
  while (n < 0 && errno == EINTR);
  saved = n < 0 ? errno : EIO;
  close (fd);

  errno = saved;
  return n == (ssize_t) length;
}
