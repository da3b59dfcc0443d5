/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxFstabEntry:
 * @source: what is to be mounted: "UUID=…", "LABEL=…", "/dev/sda2"
 * @mount_point: where; begins with "/"
 * @type: "ext4", "auto"
 * @options: separated by commas; "" where there are none
 *
 * One line of /etc/fstab that mounts something.
 */
typedef struct
{
  char *source;
  char *mount_point;
  char *type;
  char *options;
} KxFstabEntry;

/** KX_FSTAB_MAX: lines behind this many are not looked at. */
#define KX_FSTAB_MAX 4096

/**
 * kx_fstab_parse:
 * @text: what /etc/fstab says (format: fstab(5))
 *
 * Reads a list of file systems. Comments, swap space and lines that are not of that form are passed
 * over. Slashes at the end of a mount point are taken off, quotes around the value of a tag too.
 *
 * Returns: (transfer full) (element-type KxFstabEntry): the lines, in their order
 */
GPtrArray *kx_fstab_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_fstab_get_option:
 * @entry: a line
 * @name: of an option, "subvol"
 *
 * Returns: (transfer full) (nullable): its value, the last one where it is given several times; ""
 *   where it has none; %NULL where it is not given
 */
char *kx_fstab_get_option (const KxFstabEntry *entry, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
