/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "device-name.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * KxFilesystems:
 *
 * The file systems of the machine as boot loaders call them, and where each is mounted below the
 * root. Immutable.
 */
typedef struct _KxFilesystems KxFilesystems;

/** KxFilesystem: one of them; lives as long as its KxFilesystems. */
typedef struct _KxFilesystem KxFilesystem;

/**
 * kx_filesystems_new:
 * @root: a root
 *
 * Reads what is mounted (/proc/self/mountinfo), after waking what automounters serve at the usual
 * places for boot loaders; and what udev calls it (its links in /dev/disk/by-*, its database).
 * Where there is no /proc (another machine's tree), /etc/fstab says what would be mounted.
 *
 * Returns: (transfer full): what is known; nothing at worst, which still has a file system at "/"
 */
KxFilesystems *kx_filesystems_new (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

/** kx_filesystems_free: frees @filesystems. */
void kx_filesystems_free (KxFilesystems *filesystems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxFilesystems, kx_filesystems_free)

/**
 * kx_filesystems_find:
 * @filesystems: file systems
 * @key: what @value is
 * @value: as it is, or with udev's escapes as in its links; for the two UUIDs, the case of letters
 *   does not matter
 *
 * Returns: (transfer none) (nullable): the file system; %NULL where there is none that is mounted
 */
const KxFilesystem *kx_filesystems_find (const KxFilesystems *filesystems, KxFilesystemKey key,
                                         const char *value);

/**
 * kx_filesystems_find_at:
 * @filesystems: file systems
 * @path: below the root; need not exist
 *
 * Returns: (transfer none): the file system that @path is on; that of "/" at worst
 */
const KxFilesystem *kx_filesystems_find_at (const KxFilesystems *filesystems, const char *path);

/**
 * kx_filesystems_is_missing:
 * @filesystems: file systems
 * @mount_point: where one might be mounted, below the root
 *
 * Returns: whether /etc/fstab has one mounted there at the start, and it is not: what is looked for
 *   there is not known to be missing
 */
gboolean kx_filesystems_is_missing (const KxFilesystems *filesystems, const char *mount_point);

/**
 * kx_filesystem_get_mount_point:
 *
 * Returns: (transfer none): where it is mounted, below the root: "/boot/efi", "/"; where the
 *   largest part of it is, if that is at several places
 */
const char *kx_filesystem_get_mount_point (const KxFilesystem *filesystem);

/**
 * kx_filesystem_to_path:
 * @filesystem: a file system
 * @inside: a path from its own top, as boot loaders write it: "/@/boot/vmlinuz" on btrfs; one
 *   without a "/" at the beginning is one with it, and ".." does not lead above the top
 *
 * Returns: (transfer full) (nullable): the path below the root, by the mount that is first in the
 *   table where there are several; %NULL where that part of the file system (another subvolume) is
 *   mounted nowhere
 */
char *kx_filesystem_to_path (const KxFilesystem *filesystem,
                             const char *inside) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_filesystem_from_path:
 * @filesystem: the file system that @path is on
 * @path: below the root
 *
 * Returns: (transfer full): the path from its own top: the opposite of kx_filesystem_to_path()
 */
char *kx_filesystem_from_path (const KxFilesystem *filesystem,
                               const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_filesystems_get_watch:
 *
 * Returns: (transfer none) (array zero-terminated=1): what has to be watched besides the table of
 *   mounts, in the form of kx_watch_set_paths(): udev's records or links, fstab
 */
const char *const *kx_filesystems_get_watch (const KxFilesystems *filesystems);

G_END_DECLS
