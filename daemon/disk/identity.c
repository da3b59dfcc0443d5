/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static gint64
to_nanoseconds (struct timespec time)
{
  return (gint64) time.tv_sec * SECOND + time.tv_nsec;
}

KxIdentity
kx_identity_from_status (const struct stat *status)
{
  return (KxIdentity) {
    .device = status->st_dev,
    .inode = status->st_ino,
    .size = (guint64) status->st_size,
    .mtime = to_nanoseconds (status->st_mtim),
    .ctime = to_nanoseconds (status->st_ctim),
  };
}

gboolean
kx_identity_equal (const KxIdentity *a, const KxIdentity *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size
         && a->mtime == b->mtime && a->ctime == b->ctime;
}

char *
kx_identity_to_string (const KxIdentity *identity)
{
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER
                          "x:%" G_GINT64_MODIFIER "x:%" G_GINT64_MODIFIER "x",
                          identity->device, identity->inode, identity->size,
                          (guint64) identity->mtime, (guint64) identity->ctime);
}

gint64
kx_identity_rest (const KxIdentity *identity, gint64 now)
{
  if (identity->ctime > now)
    return SECOND;
  return MAX (identity->ctime + SECOND - now, 0);
}
