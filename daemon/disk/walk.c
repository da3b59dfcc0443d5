/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "root.h"

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
  GQueue names;
  guint links;
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

  if (length <= 0 || ++way->links > MAX_LINKS)
    return FALSE;

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

/* Looks one name up. Whether the way can go on, or has come to its end. */
static KxRootWalk
step (Way *way, const char *name, struct stat *status)
{
  KxRootWalk result = KX_ROOT_WALK_MISSING;
  /* Without O_DIRECTORY the last name of a lookup triggers no automount. */
  int fd = openat (way->fds[way->depth - 1], name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0 || fstat (fd, status) != 0)
    ;
  else if (S_ISLNK (status->st_mode))
    {
      if (follow (way, fd))
        result = KX_ROOT_WALK_ARRIVED;
    }
  else if (S_ISDIR (status->st_mode) && way->depth < MAX_DEPTH)
    {
      result = is_asleep (fd) ? KX_ROOT_WALK_ASLEEP : KX_ROOT_WALK_ARRIVED;
      way->fds[way->depth++] = fd;
      return result;
    }
  else if (!S_ISDIR (status->st_mode) && g_queue_is_empty (&way->names))
    result = KX_ROOT_WALK_ARRIVED;

  if (fd >= 0)
    close (fd);
  return result;
}

KxRootWalk
kx_root_walk (KxRoot *root, const char *path, struct stat *status, KxRootVisitor visitor,
              gpointer user_data)
{
  g_auto (Way) way = { .fds = { kx_root_get_fd (root) }, .depth = 1, .names = G_QUEUE_INIT };
  struct stat last;

  if (fstat (way.fds[0], &last) != 0)
    return KX_ROOT_WALK_MISSING;

  prepend (&way, path);
  while (!g_queue_is_empty (&way.names))
    {
      g_autofree char *name = g_queue_pop_head (&way.names);
      KxRootWalk result;

      if (g_str_equal (name, ".."))
        {
          leave (&way, MAX (way.depth - 1, 1));
          if (fstat (way.fds[way.depth - 1], &last) != 0)
            return KX_ROOT_WALK_MISSING;
          continue;
        }
      if (!visit (&way, name, visitor, user_data))
        return KX_ROOT_WALK_STOPPED;
      result = step (&way, name, &last);
      if (result != KX_ROOT_WALK_ARRIVED)
        return result;
    }

  if (S_ISDIR (last.st_mode) && !visit (&way, NULL, visitor, user_data))
    return KX_ROOT_WALK_STOPPED;
  if (status != NULL)
    *status = last;
  return KX_ROOT_WALK_ARRIVED;
}
