/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "write-all.h"

#include <errno.h>
#include <unistd.h>

gboolean
kx_write_all (int fd, const char *buffer, gsize size)
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
