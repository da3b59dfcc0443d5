/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "runtime-file.h"

#define NAME "ledger"
#define SIZE_MAX_BYTES (1024 * 1024)

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot %s the record of what is loaded: %s", what,
               g_strerror (saved));
  return FALSE;
}

static gssize
read_all (int fd, char *buffer, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = read (fd, buffer + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += (gsize) n;
    }

  return (gssize) done;
}

gboolean
kx_record_read (int dir_fd, KxLedger *ledger, GError **error)
{
  g_autofree char *buffer = g_malloc (SIZE_MAX_BYTES);
  gssize size;
  int fd = openat (dir_fd, NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    return errno == ENOENT ? FALSE : fail (error, "open");

  size = read_all (fd, buffer, SIZE_MAX_BYTES);
  close (fd);
  if (size < 0)
    return fail (error, "read");

  return kx_ledger_parse (buffer, (gsize) size, ledger, error);
}

gboolean
kx_record_write (int dir_fd, const KxLedger *ledger, GError **error)
{
  g_autofree char *text = kx_ledger_format (ledger);

  return kx_runtime_file_write (dir_fd, NAME, text, error);
}
