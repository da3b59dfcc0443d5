/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct _KxRoot
{
  int fd;
  GHashTable *trusted; /* NULL: it remembers nothing */
  char *plain;         /* where the last regular file was found without a link at the end */
};

/* How often a lookup is begun again that a rename somewhere disturbed. */
#define ATTEMPTS 64

/* What is read at first of a file that does not say how long it is. */
#define SMALL_FILE 4095

int
kx_root_open_at (int directory, const char *path, int flags)
{
  struct open_how how = {
    .flags = (guint64) flags | O_CLOEXEC,
    .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  };
  static int unknown; /* openat2() has been asked for once, in vain */
  int fd = -1;

  if ((flags & O_PATH) == 0)
    how.flags |= O_NONBLOCK | O_NOCTTY;
  if (g_atomic_int_get (&unknown))
    return kx_walk_open (directory, path, (int) how.flags);

  for (int i = 0; i < ATTEMPTS; i++)
    {
      fd = (int) syscall (SYS_openat2, directory, path[0] != '\0' ? path : ".", &how, sizeof how);
      if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
        break;
    }
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) /* some sandboxes say that */
    {
      g_atomic_int_set (&unknown, errno == ENOSYS);
      fd = kx_walk_open (directory, path, (int) how.flags);
    }
  return fd;
}

static KxRoot *
adopt (int fd)
{
  KxRoot *root = g_atomic_rc_box_new (KxRoot);

  root->fd = fd;
  root->trusted = NULL;
  root->plain = NULL;
  return root;
}

static void
set_errno_error (GError **error, const char *what, const char *path)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), "%s %s: %s", what, path,
               g_strerror (saved));
}

KxRoot *
kx_root_new (const char *path, GError **error)
{
  int fd = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    {
      set_errno_error (error, "cannot open the root directory", path);
      return NULL;
    }

  return adopt (fd);
}

KxRoot *
kx_root_ref (KxRoot *root)
{
  return g_atomic_rc_box_acquire (root);
}

static void
clear (gpointer data)
{
  KxRoot *root = data;

  g_clear_pointer (&root->trusted, g_hash_table_unref);
  g_clear_pointer (&root->plain, g_free);
  close (root->fd);
}

void
kx_root_unref (KxRoot *root)
{
  g_atomic_rc_box_release_full (root, clear);
}

KxRoot *
kx_root_dup (KxRoot *root, GError **error)
{
  int fd = fcntl (root->fd, F_DUPFD_CLOEXEC, 3);

  if (fd < 0)
    {
      set_errno_error (error, "cannot duplicate", "the root directory's descriptor");
      return NULL;
    }
  return adopt (fd);
}

KxRoot *
kx_root_new_for_look (KxRoot *root, GError **error)
{
  KxRoot *look = kx_root_dup (root, error);

  if (look != NULL)
    look->trusted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return look;
}

GHashTable *
kx_root_get_trusted (KxRoot *root)
{
  return root->trusted;
}

gboolean
kx_root_is_plain (KxRoot *root, const char *path)
{
  return g_strcmp0 (root->plain, path) == 0;
}

int
kx_root_get_fd (KxRoot *root)
{
  return root->fd;
}

int
kx_root_open (KxRoot *root, const char *path, int flags, GError **error)
{
  int fd = kx_root_open_at (root->fd, path, flags);

  if (fd < 0)
    set_errno_error (error, "cannot open", path);
  return fd;
}

static const char *
describe_type (mode_t mode)
{
  switch (mode & S_IFMT)
    {
    case S_IFDIR:
      return "a directory";
    case S_IFIFO:
      return "a FIFO";
    case S_IFSOCK:
      return "a socket";
    case S_IFCHR:
    case S_IFBLK:
      return "a device";
    default:
      return "something unknown";
    }
}

/* With O_PATH. Links are followed in a second step, so that it is known whether there is one. */
static int
open_without_effect (KxRoot *root, const char *path, GError **error)
{
  struct stat status;
  int fd;

  if (root->trusted == NULL)
    return kx_root_open (root, path, O_PATH, error);

  g_clear_pointer (&root->plain, g_free);
  fd = kx_root_open (root, path, O_PATH | O_NOFOLLOW, error);
  if (fd < 0 || fstat (fd, &status) != 0)
    return fd;
  if (S_ISLNK (status.st_mode))
    {
      close (fd);
      return kx_root_open (root, path, O_PATH, error);
    }
  root->plain = g_strdup (path);
  return fd;
}

int
kx_root_open_regular (KxRoot *root, const char *path, GError **error)
{
  struct stat before, after;
  int fd = open_without_effect (root, path, error);

  if (fd < 0)
    return -1;
  if (fstat (fd, &before) != 0 || !S_ISREG (before.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   "%s is %s, a regular file is needed", path, describe_type (before.st_mode));
      close (fd);
      return -1;
    }
  close (fd);

  fd = kx_root_open (root, path, O_RDONLY, error);
  if (fd >= 0
      && (fstat (fd, &after) != 0 || after.st_dev != before.st_dev || after.st_ino != before.st_ino))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s was replaced while it was opened",
                   path);
      close (fd);
      return -1;
    }
  return fd;
}

gboolean
kx_root_exists (KxRoot *root, const char *path)
{
  int fd = kx_root_open_at (root->fd, path, O_PATH);

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

/* Reads to the end, or one byte more than @cap. FALSE: errno says why not. */
static gboolean
read_to_end (int fd, gsize expected, gsize cap, char **buffer, gsize *filled)
{
  gsize room = MIN (MAX (expected + 1, SMALL_FILE), cap + 1);

  *buffer = g_malloc (room + 1);
  while (*filled <= cap)
    {
      ssize_t n;

      if (*filled == room)
        {
          room = MIN (2 * room, cap + 1);
          *buffer = g_realloc (*buffer, room + 1);
        }
      n = read (fd, *buffer + *filled, room - *filled);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      *filled += (gsize) n;
    }
  return TRUE;
}

char *
kx_root_read_with_status (KxRoot *root, const char *path, gsize cap, gsize *length,
                          struct stat *status, GError **error)
{
  /* Files of /proc say that they are empty: their length is known when they end. */
  g_autofree char *buffer = NULL;
  gsize filled = 0;
  int fd = kx_root_open_regular (root, path, error);

  if (fd < 0)
    return NULL;
  if (fstat (fd, status) != 0
      || !read_to_end (fd, (gsize) MAX (status->st_size, 0), cap, &buffer, &filled))
    {
      set_errno_error (error, "cannot read", path);
      close (fd);
      return NULL;
    }
  close (fd);

  if (filled > cap)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "%s is longer than the %" G_GSIZE_FORMAT " bytes that are allowed", path, cap);
      return NULL;
    }
  buffer[filled] = '\0';
  if (length != NULL)
    *length = filled;
  return g_steal_pointer (&buffer);
}

char *
kx_root_read (KxRoot *root, const char *path, gsize cap, gsize *length, GError **error)
{
  struct stat status;

  return kx_root_read_with_status (root, path, cap, length, &status, error);
}
