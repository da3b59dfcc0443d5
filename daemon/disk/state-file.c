/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "state-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "read-at.h"
#include "write-all.h"

#define DIRECTORY "/var/lib/kexecd/"

static gboolean
fail (GError **error, const char *what, const char *name)
{
  int saved = errno;

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot %s " DIRECTORY "%s: %s", what, name,
               g_strerror (saved));
  return FALSE;
}

static gboolean
refuse (GError **error, const char *name, const char *why)
{
  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, DIRECTORY "%s %s", name, why);
  return FALSE;
}

static gboolean
check (int fd, const char *name, gsize *size, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) < 0)
    return fail (error, "look at", name);
  if (!S_ISREG (status.st_mode))
    return refuse (error, name, "is no regular file");
  if ((status.st_uid != 0 && status.st_uid != geteuid ())
      || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refuse (error, name, "could have been written by somebody else than root");
  if (status.st_size > KX_STATE_FILE_MAX)
    return refuse (error, name, "is too long for what it should be");

  *size = (gsize) status.st_size;
  return TRUE;
}

/* Ended by a NUL that is not counted. */
static char *
read_checked (int fd, const char *name, gsize *size, GError **error)
{
  g_autofree char *buffer = NULL;
  g_autoptr (GError) why = NULL;
  gsize room;
  gssize length;

  if (!check (fd, name, &room, error))
    return NULL;

  buffer = g_malloc (room + 1);
  length = kx_read_at (fd, 0, buffer, room, &why);
  if (length < 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot read " DIRECTORY "%s: %s", name,
                   why->message);
      return NULL;
    }

  buffer[length] = '\0';
  *size = (gsize) length;
  return g_steal_pointer (&buffer);
}

char *
kx_state_file_read (int dir_fd, const char *name, gsize *size, GError **error)
{
  char *text;
  int fd = openat (dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    {
      if (errno != ENOENT)
        fail (error, "open", name);
      return NULL;
    }

  text = read_checked (fd, name, size, error);
  close (fd);
  return text;
}

/* Some file systems tell only when a file is closed that they could not keep it. */
static gboolean
close_checked (int fd, const char *name, GError **error)
{
  return close (fd) == 0 || errno == EINTR || fail (error, "close", name);
}

static gboolean
write_synced (int dir_fd, const char *name, const char *text, GError **error)
{
  gboolean written;
  int fd;

  /* What a power cut left behind is nobody's: a new file, not that one. */
  if (unlinkat (dir_fd, name, 0) < 0 && errno != ENOENT)
    return fail (error, "remove", name);
  fd = openat (dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail (error, "create", name);

  written = (kx_write_all (fd, text, strlen (text)) || fail (error, "write", name))
            && (fsync (fd) == 0 || fail (error, "sync", name));
  return close_checked (fd, name, written ? error : NULL) && written;
}

static gboolean
sync_directory (int dir_fd, GError **error)
{
  return fsync (dir_fd) == 0 || fail (error, "sync", "");
}

gboolean
kx_state_file_write (int dir_fd, const char *name, const char *text, GError **error)
{
  g_autofree char *temporary = g_strconcat (name, ".new", NULL);

  if (strlen (text) > KX_STATE_FILE_MAX)
    return refuse (error, name, "would be too long to be read again");

  if (write_synced (dir_fd, temporary, text, error)
      && (renameat (dir_fd, temporary, dir_fd, name) == 0 || fail (error, "replace", name)))
    return sync_directory (dir_fd, error);

  unlinkat (dir_fd, temporary, 0);
  return FALSE;
}

gboolean
kx_state_file_remove (int dir_fd, const char *name, GError **error)
{
  if (unlinkat (dir_fd, name, 0) < 0)
    return errno == ENOENT || fail (error, "remove", name);

  return sync_directory (dir_fd, error);
}

gboolean
kx_state_file_set_aside (int dir_fd, const char *name, GError **error)
{
  g_autofree char *bad = g_strconcat (name, ".bad", NULL);

  if (renameat (dir_fd, name, dir_fd, bad) < 0)
    return fail (error, "set aside", name);

  return sync_directory (dir_fd, error);
}
