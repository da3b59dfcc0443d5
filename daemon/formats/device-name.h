/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KxFilesystemKey: by what a file system, or the partition that it is on, is called. */
typedef enum
{
  KX_FILESYSTEM_UUID,
  KX_FILESYSTEM_LABEL,
  KX_FILESYSTEM_PARTUUID,
  KX_FILESYSTEM_PARTLABEL,
} KxFilesystemKey;

#define KX_FILESYSTEM_N_KEYS 4

/**
 * KxDeviceName:
 * @key: what @value is
 * @value: without udev's escapes
 *
 * One name of a block device.
 */
typedef struct
{
  KxFilesystemKey key;
  char *value;
} KxDeviceName;

/** kx_device_name_free: frees @name. */
void kx_device_name_free (KxDeviceName *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxDeviceName, kx_device_name_free)

/**
 * kx_device_name_parse:
 * @text: "UUID=x", "LABEL=x", "PARTUUID=x", "PARTLABEL=x" as in /etc/fstab; or one of udev's links,
 *   "/dev/disk/by-uuid/x" and so on
 *
 * Returns: (transfer full) (nullable): the name; %NULL where @text is neither
 */
KxDeviceName *kx_device_name_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_device_name_matches:
 * @name: a name
 * @key: what @value is
 * @value: as it is, or with udev's escapes
 *
 * Returns: whether it is the same: for the two UUIDs, whatever the case of letters
 */
gboolean kx_device_name_matches (const KxDeviceName *name, KxFilesystemKey key, const char *value);

/**
 * kx_device_directory:
 *
 * Returns: (transfer none): where udev has its links for @key: "/dev/disk/by-uuid"
 */
const char *kx_device_directory (KxFilesystemKey key);

/**
 * kx_device_names_parse:
 * @record: what udev's database says of one device (a file in /run/udev/data)
 *
 * Returns: (transfer full) (element-type KxDeviceName): the names that udev has given to it
 */
GPtrArray *kx_device_names_parse (const char *record) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
