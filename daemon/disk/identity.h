/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/**
 * KxIdentity:
 * @device: st_dev
 * @inode: st_ino; says that two files are the same at one moment
 * @inode_lasts: the file has the same @inode tomorrow; on FAT, where the ESP is, it gets another
 *   one with each mount, and whenever the kernel has forgotten it
 * @size: in bytes
 * @mtime: in nanoseconds since the epoch
 * @ctime: likewise; what counts, for packages preserve the mtime
 *
 * What stays equal as long as nobody touches a file.
 */
typedef struct
{
  guint64 device;
  guint64 inode;
  gboolean inode_lasts;
  guint64 size;
  gint64 mtime;
  gint64 ctime;
} KxIdentity;

/** kx_nanoseconds: Returns: @time in nanoseconds, as in a #KxIdentity. */
gint64 kx_nanoseconds (struct timespec time);

/**
 * kx_identity_new:
 * @fd: a file, which may be open with O_PATH
 * @status: of that file
 *
 * Returns: its identity
 */
KxIdentity kx_identity_new (int fd, const struct stat *status);

/** kx_identity_equal: Returns: whether both say the same. */
gboolean kx_identity_equal (const KxIdentity *a, const KxIdentity *b);

/** kx_identity_to_string: Returns: (transfer full): all of it in one word. */
char *kx_identity_to_string (const KxIdentity *identity) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_identity_rest:
 * @identity: of a file, looked at just now
 * @now: the time of day in nanoseconds since the epoch
 *
 * Whoever writes a file need not keep it open; but then it changed a moment ago.
 *
 * Returns: how many nanoseconds from @now on the file must not change to count as unchanged for a
 *   second; 0 where it did not change for that long already. A ctime in the future means that the
 *   clock was set: the whole second
 */
gint64 kx_identity_rest (const KxIdentity *identity, gint64 now);

G_END_DECLS
