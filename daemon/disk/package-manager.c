/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "package-manager.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LOCKS "/proc/locks"
#define LOCKS_MAX (1024 * 1024)

/* How a package manager says that it is at work. */
typedef enum
{
  RECORD_LOCK, /* fcntl() */
  FILE_LOCK,   /* flock() */
  EXISTENCE,
} LockKind;

typedef struct
{
  const char *name;
  const char *path;
  LockKind kind;
} Lock;

/* In the order in which they are asked; of dpkg's, front ends such as apt hold the first from begin
 * to end. */
static const Lock locks[] = {
  { "dpkg", "/var/lib/dpkg/lock-frontend", RECORD_LOCK },
  { "dpkg", "/var/lib/dpkg/lock", RECORD_LOCK },
  { "rpm", "/usr/lib/sysimage/rpm/.rpm.lock", RECORD_LOCK },
  { "rpm", "/var/lib/rpm/.rpm.lock", RECORD_LOCK },
  { "pacman", "/var/lib/pacman/db.lck", EXISTENCE },
  { "apk", "/lib/apk/db/lock", FILE_LOCK },
};

/* Would a reader have to wait? Asking takes no lock. */
static gboolean
is_record_locked (int fd)
{
  struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* flock() cannot be asked without taking the lock, which would get in the way of its owner. */
static gboolean
is_file_locked (KxRoot *root, int fd)
{
  g_autofree char *table = kx_root_read (root, LOCKS, LOCKS_MAX, NULL, NULL);
  g_autofree char *wanted = NULL;
  g_auto (GStrv) lines = NULL;
  struct stat status;

  if (table == NULL || fstat (fd, &status) != 0)
    return FALSE;

  /* "1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF" */
  wanted = g_strdup_printf (" %02x:%02x:%" G_GINT64_MODIFIER "u ", major (status.st_dev),
                            minor (status.st_dev), (guint64) status.st_ino);
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], " FLOCK ") != NULL && strstr (lines[i], wanted) != NULL
        && strstr (lines[i], "->") == NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_held (KxRoot *root, const Lock *lock)
{
  gboolean held;
  int fd;

  if (lock->kind == EXISTENCE)
    return kx_root_exists (root, lock->path);

  fd = kx_root_open_regular (root, lock->path, NULL);
  if (fd < 0)
    return FALSE;
  held = lock->kind == RECORD_LOCK ? is_record_locked (fd) : is_file_locked (root, fd);
  close (fd);
  return held;
}

const char *
kx_package_manager_find (KxRoot *root, const char **lock)
{
  for (guint i = 0; i < G_N_ELEMENTS (locks); i++)
    if (is_held (root, &locks[i]))
      {
        if (lock != NULL)
          *lock = locks[i].path;
        return locks[i].name;
      }
  return NULL;
}
