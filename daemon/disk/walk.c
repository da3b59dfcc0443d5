/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* As the kernel does: more links than this are a loop. */
#define MAX_LINKS 40
#define MAX_DEPTH 64

/* A way under way: the directories down to here, and the names still to be looked up. */
typedef struct
{
  int fds[MAX_DEPTH];
  guint depth; /* fds[0] is the root's own */
  int file;    /* what is at the end, where that is no directory; -1 otherwise */
  GQueue names;
  guint links;
  gboolean stays; /* at a link that is at the end */
  gboolean wakes; /* automounts, as openat2() does */
} Way;

static void
leave (Way *way, guint depth)
{
  while (way->depth > depth)
    close (way->fds[--way->depth]);
}

static void
clear_way (Way *way)
{
  leave (way, 1);
  if (way->file >= 0)
    close (way->file);
  g_queue_clear_full (&way->names, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, clear_way)

/* Puts the names of @path before those that are still to be looked up. */
static void
prepend (Way *way, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (names); i > 0; i--)
    if (names[i - 1][0] != '\0' && !g_str_equal (names[i - 1], "."))
      g_queue_push_head (&way->names, g_strdup (names[i - 1]));
}

static gboolean
follow (Way *way, int link)
{
  char target[PATH_MAX];
  ssize_t length = readlinkat (link, "", target, sizeof target - 1);
  if (length <= 0)
    return FALSE;
  if (++way->links > MAX_LINKS)
    {
      errno = ELOOP;
      return FALSE;
    }

  target[length] = '\0';
  if (target[0] == '/')
    leave (way, 1);
  prepend (way, target);
  return TRUE;
}

static gboolean
is_asleep (int directory)
{
  struct statfs fs;

  return fstatfs (directory, &fs) == 0 && fs.f_type == AUTOFS_SUPER_MAGIC;
}

static gboolean
visit (Way *way, const char *name, KxRootVisitor visitor, gpointer user_data)
{
  int directory = way->fds[way->depth - 1];
  struct stat status;

  return fstat (directory, &status) == 0 && visitor (directory, &status, name, user_data);
}

/* In the place of an automount point at which nothing is mounted: what is mounted there now. Takes
 * @fd. */
static int
wake (Way *way, const char *name, int fd, struct stat *status)
{
  int awake = openat (way->fds[way->depth - 1], name,
                      O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);

  if (awake < 0)
    return fd;
  if (fstat (awake, status) != 0)
    {
      close (awake);
      return fd;
    }
  close (fd);
  return awake;
}

/* Looks one name up. Whether the way can go on, or has come to its end. Sets errno where it is
 * MISSING. */
static KxRootWalk
step (Way *way, const char *name, struct stat *status)
{
  KxRootWalk result = KX_ROOT_WALK_MISSING;
  /* Without O_DIRECTORY the last name of a lookup triggers no automount. */
  int fd = openat (way->fds[way->depth - 1], name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0 || fstat (fd, status) != 0)
    ;
  else if (S_ISLNK (status->st_mode) && !(way->stays && g_queue_is_empty (&way->names)))
    {
      if (follow (way, fd))
        result = KX_ROOT_WALK_ARRIVED;
    }
  else if (S_ISDIR (status->st_mode) && way->depth < MAX_DEPTH)
    {
      result = KX_ROOT_WALK_ARRIVED;
      if (is_asleep (fd) && way->wakes)
        fd = wake (way, name, fd, status);
      else if (is_asleep (fd))
        result = KX_ROOT_WALK_ASLEEP;
      way->fds[way->depth++] = fd;
      return result;
    }
  else if (!S_ISDIR (status->st_mode) && g_queue_is_empty (&way->names))
    {
      way->file = fd;
      return KX_ROOT_WALK_ARRIVED;
    }
  else
    errno = S_ISDIR (status->st_mode) ? ELOOP : ENOTDIR;

  if (fd >= 0)
    close (fd);
  return result;
}

/* visitor: NULL: nobody wants to know. */
static KxRootWalk
go (Way *way, const char *path, struct stat *status, KxRootVisitor visitor, gpointer user_data)
{
  struct stat last;

  if (fstat (way->fds[0], &last) != 0)
    return KX_ROOT_WALK_MISSING;

  prepend (way, path);
  while (!g_queue_is_empty (&way->names))
    {
      g_autofree char *name = g_queue_pop_head (&way->names);
      KxRootWalk result;

      if (g_str_equal (name, ".."))
        {
          leave (way, MAX (way->depth - 1, 1));
          if (fstat (way->fds[way->depth - 1], &last) != 0)
            return KX_ROOT_WALK_MISSING;
          continue;
        }
      if (visitor != NULL && !visit (way, name, visitor, user_data))
        return KX_ROOT_WALK_STOPPED;
      result = step (way, name, &last);
      if (result != KX_ROOT_WALK_ARRIVED)
        return result;
    }

  if (visitor != NULL && S_ISDIR (last.st_mode) && !visit (way, NULL, visitor, user_data))
    return KX_ROOT_WALK_STOPPED;
  if (status != NULL)
    *status = last;
  return KX_ROOT_WALK_ARRIVED;
}

KxRootWalk
kx_root_walk (KxRoot *root, const char *path, struct stat *status, KxRootVisitor visitor,
              gpointer user_data)
{
  g_auto (Way) way = {
    .fds = { kx_root_get_fd (root) }, .depth = 1, .file = -1, .names = G_QUEUE_INIT
  };

  return go (&way, path, status, visitor, user_data);
}

int
kx_walk_open (int directory, const char *path, int flags)
{
  g_auto (Way) way = { .fds = { directory }, .depth = 1, .file = -1, .names = G_QUEUE_INIT };
  char link[32];
  int fd;

  way.stays = (flags & O_NOFOLLOW) != 0;
  way.wakes = TRUE;
  errno = 0;
  if (go (&way, path, NULL, NULL, NULL) != KX_ROOT_WALK_ARRIVED)
    {
      errno = errno != 0 ? errno : ENOENT;
      return -1;
    }

  fd = way.file >= 0 ? way.file : way.fds[way.depth - 1];
  if ((flags & O_DIRECTORY) != 0 && way.file >= 0)
    {
      errno = ENOTDIR;
      return -1;
    }
  if ((flags & O_PATH) != 0)
    return fcntl (fd, F_DUPFD_CLOEXEC, 3);

  /* The descriptor is the file itself by now: nothing can be put in its place. */
  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  return open (link, flags);
}
