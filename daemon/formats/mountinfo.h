/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxMount:
 * @id: of the mount
 * @parent: the @id of the mount that it is mounted on
 * @major: of the device number of the file system; 0 for those without a device, and for btrfs,
 *   whose numbers are made up by the kernel
 * @minor: likewise
 * @inside: which directory of the file system is mounted, from its top: "/", or "/@" of btrfs, or
 *   where a bind mount begins
 * @mount_point: where, "/boot"
 * @type: of the file system: "ext4", "autofs"
 * @source: what is mounted, "/dev/sda2"; "none" and the like where there is no device
 *
 * One mount.
 */
typedef struct
{
  guint id;
  guint parent;
  guint major;
  guint minor;
  char *inside;
  char *mount_point;
  char *type;
  char *source;
} KxMount;

/** KX_MOUNTINFO_MAX: mounts behind this many are not looked at. */
#define KX_MOUNTINFO_MAX 16384

/**
 * kx_mountinfo_parse:
 * @text: what /proc/self/mountinfo says (format: proc(5))
 *
 * Reads a table of mounts. Lines that are not of that form are passed over, and so are mounts that
 * another one lies upon: what is left can be reached by its path, and no two have the same.
 *
 * Returns: (transfer full) (element-type KxMount): the mounts, in the order of the table
 */
GPtrArray *kx_mountinfo_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_mount_unescape:
 * @text: a field of /proc/self/mountinfo or /etc/fstab
 *
 * Returns: (transfer full): @text with its "\040" and the like, three octal digits, resolved
 */
char *kx_mount_unescape (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
