/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trust.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

gboolean
kx_trust_status (const struct stat *status)
{
  gboolean owned = status->st_uid == 0 || status->st_uid == geteuid ();

  return owned && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static char *
describe (const char *what, const char *path, const struct stat *status)
{
  if (status->st_uid != 0 && status->st_uid != geteuid ())
    return g_strdup_printf ("%s %s belongs to user %u, not to root: chown it to root", what, path,
                            (guint) status->st_uid);
  return g_strdup_printf ("%s %s can be written by others than root: remove that with chmod go-w",
                          what, path);
}

/* The name of a directory for people: where it was found, links resolved. */
static char *
find_name (int directory)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", directory);
  char name[PATH_MAX];
  ssize_t length = readlink (link, name, sizeof name - 1);

  if (length <= 0)
    return g_strdup ("on the way to it");
  name[length] = '\0';
  return g_filename_display_name (name);
}

static gboolean
visit (int directory, const struct stat *status, const char *name, gpointer user_data)
{
  char **problem = user_data;
  g_autofree char *path = NULL;

  if (kx_trust_status (status))
    return TRUE;

  path = find_name (directory);
  *problem = describe ("the directory", path, status);
  return FALSE;
}

/* What is at @path, which is no link. */
static gboolean
look_at (KxRoot *root, const char *path, struct stat *status)
{
  int fd = kx_root_open (root, path, O_PATH | O_NOFOLLOW, NULL);
  gboolean found;

  if (fd < 0)
    return FALSE;
  found = fstat (fd, status) == 0 && !S_ISLNK (status->st_mode);
  close (fd);
  return found;
}

/* Whether only root can alter what is in a directory, as far as that is known or easily found: no
 * link leads there, and the one above is known. */
static gboolean
is_known (KxRoot *root, GHashTable *trusted, const char *directory)
{
  g_autofree char *above = NULL;
  struct stat status;

  if (g_hash_table_contains (trusted, directory))
    return TRUE;
  above = g_path_get_dirname (directory);
  if (strlen (above) >= strlen (directory) || !is_known (root, trusted, above)
      || !look_at (root, directory, &status) || !S_ISDIR (status.st_mode)
      || !kx_trust_status (&status))
    return FALSE;
  g_hash_table_add (trusted, g_strdup (directory));
  return TRUE;
}

/* Whether the file lies in a directory that is known, and is no link that leads elsewhere. */
static gboolean
is_in_trusted (KxRoot *root, const char *path, const struct stat *file)
{
  GHashTable *trusted = kx_root_get_trusted (root);
  g_autofree char *directory = g_path_get_dirname (path);
  struct stat status;

  if (trusted == NULL || !is_known (root, trusted, directory))
    return FALSE;
  /* What @file is of was just opened there. */
  if (kx_root_is_plain (root, path))
    return TRUE;
  return look_at (root, path, &status) && status.st_dev == file->st_dev
         && status.st_ino == file->st_ino;
}

/* All directories on the way to @path were seen. */
static void
remember (GHashTable *trusted, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);

  /* What ".." leads back out of was not looked into. */
  if (strstr (path, "..") != NULL)
    return;
  while (g_hash_table_add (trusted, g_strdup (directory)) && !g_str_equal (directory, "/")
         && !g_str_equal (directory, "."))
    {
      char *above = g_path_get_dirname (directory);

      g_free (directory);
      directory = above;
    }
}

gboolean
kx_trust_check (KxRoot *root, const char *path, const struct stat *file, char **problem)
{
  GHashTable *trusted = kx_root_get_trusted (root);
  g_autofree char *found = NULL;
  struct stat status;

  if (!kx_trust_status (file))
    {
      *problem = describe ("the file", path, file);
      return FALSE;
    }
  if (is_in_trusted (root, path, file))
    return TRUE;

  if (kx_root_walk (root, path, &status, visit, &found) != KX_ROOT_WALK_ARRIVED
      || status.st_dev != file->st_dev || status.st_ino != file->st_ino)
    {
      *problem = found != NULL ? g_steal_pointer (&found)
                               : g_strdup_printf ("%s was replaced while it was looked at", path);
      return FALSE;
    }
  if (trusted != NULL)
    remember (trusted, path);
  return TRUE;
}
