/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#define SECOND G_GINT64_CONSTANT (1000000000)

gint64
kx_nanoseconds (struct timespec time)
{
  return (gint64) time.tv_sec * SECOND + time.tv_nsec;
}

KxIdentity
kx_identity_new (int fd, const struct stat *status)
{
  struct statfs filesystem;

  return (KxIdentity) {
    .device = status->st_dev,
    .inode = status->st_ino,
    .inode_lasts = fstatfs (fd, &filesystem) == 0 && filesystem.f_type != MSDOS_SUPER_MAGIC,
    .size = (guint64) status->st_size,
    .mtime = kx_nanoseconds (status->st_mtim),
    .ctime = kx_nanoseconds (status->st_ctim),
  };
}

gboolean
kx_identity_equal (const KxIdentity *a, const KxIdentity *b)
{
  gboolean same_inode = !a->inode_lasts || !b->inode_lasts || a->inode == b->inode;

  return a->device == b->device && same_inode && a->size == b->size && a->mtime == b->mtime
         && a->ctime == b->ctime;
}

char *
kx_identity_to_string (const KxIdentity *identity)
{
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER
                          "x:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x",
                          identity->device, identity->inode_lasts ? identity->inode : 0,
                          identity->size,
                          (guint64) identity->mtime, (guint64) identity->ctime);
}

gint64
kx_identity_rest (const KxIdentity *identity, gint64 now)
{
  if (identity->ctime > now)
    return SECOND;
  return MAX (identity->ctime + SECOND - now, 0);
}
