/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "small-file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
open_below (int root_fd, const char *path)
{
  struct open_how how = {
    .flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
    .resolve = RESOLVE_IN_ROOT,
  };
  int fd;

  fd = (int) syscall (SYS_openat2, root_fd, path, &how, sizeof how);
  /* A sandbox or a kernel before 5.6 does not know the call; no link leads out of /proc or /sys. */
  if (fd < 0 && (errno == ENOSYS || errno == EPERM))
    {
      while (*path == '/')
        path++;
      fd = openat (root_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    }
  return fd;
}

char *
kx_small_file_read (int root_fd, const char *path, gsize max, gsize *length)
{
  g_autofree char *data = g_malloc (max + 1);
  gsize done = 0;
  int saved = 0;
  int fd;

  fd = open_below (root_fd, path);
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
