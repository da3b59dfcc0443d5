/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

#define NAME "ledger"
#define TEMPORARY "ledger.new"
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
replace (int dir_fd, const char *text, GError **error)
{
  gboolean written;
  int fd = openat (dir_fd, TEMPORARY, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return fail (error, "open");

  written = write_all (fd, text, strlen (text)) || fail (error, "write");
  close (fd);
  return written
         && (renameat (dir_fd, TEMPORARY, dir_fd, NAME) == 0 || fail (error, "replace"));
}

gboolean
kx_record_write (int dir_fd, const KxLedger *ledger, GError **error)
{
  g_autofree char *text = kx_ledger_format (ledger);

  if (replace (dir_fd, text, error))
    return TRUE;

  /* An old record would be believed, and would be wrong; none is not. */
  unlinkat (dir_fd, TEMPORARY, 0);
  unlinkat (dir_fd, NAME, 0);
  return FALSE;
}
