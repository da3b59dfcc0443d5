/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trust.h"

#include <limits.h>
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

gboolean
kx_trust_check (KxRoot *root, const char *path, const struct stat *file, char **problem)
{
  g_autofree char *found = NULL;
  struct stat status;

  if (!kx_trust_status (file))
    {
      *problem = describe ("the file", path, file);
      return FALSE;
    }

  if (kx_root_walk (root, path, &status, visit, &found) != KX_ROOT_WALK_ARRIVED
      || status.st_dev != file->st_dev || status.st_ino != file->st_ino)
    {
      *problem = found != NULL ? g_steal_pointer (&found)
                               : g_strdup_printf ("%s was replaced while it was looked at", path);
      return FALSE;
    }
  return TRUE;
}
