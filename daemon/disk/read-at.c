/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "read-at.h"

#include <errno.h>
#include <unistd.h>

gssize
kx_read_at (int fd, guint64 offset, gpointer buffer, gsize size, GError **error)
{
  gsize filled = 0;

  while (filled < size)
    {
      ssize_t n = pread (fd, (char *) buffer + filled, size - filled, (off_t) (offset + filled));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int saved = errno;

          g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                               g_strerror (saved));
          return -1;
        }
      if (n == 0)
        break;
      filled += (gsize) n;
    }
  return (gssize) filled;
}
