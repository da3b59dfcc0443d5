/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "block-device.h"
#include "device-name.h"
#include "root.h"

G_BEGIN_DECLS

#define KX_UDEV_RECORDS "/run/udev/data"

/**
 * KxBlockDevices:
 *
 * The block devices of the machine by their names, as udev tells them: by its links in
 * /dev/disk/by-* where those can be seen, and by its database, which the sandbox of a service does
 * not hide.
 */
typedef struct _KxBlockDevices KxBlockDevices;

/** kx_block_devices_new: Returns: (transfer full): those of @root, read from there when asked for. */
KxBlockDevices *kx_block_devices_new (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

/** kx_block_devices_free: frees @devices. */
void kx_block_devices_free (KxBlockDevices *devices);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBlockDevices, kx_block_devices_free)

/**
 * kx_block_devices_get_names:
 * @devices: the devices
 * @source: what is mounted, "/dev/sda2", "/dev/mapper/root"
 * @number: (nullable): its device number, "8:2"; %NULL where it is not known
 * @record: (out) (nullable): the file of udev's database about this device, whether it exists or
 *   not; %NULL where its number is not known
 *
 * Returns: (transfer full) (element-type KxDeviceName): what the device is called
 */
GPtrArray *kx_block_devices_get_names (KxBlockDevices *devices, const char *source,
                                       const char *number,
                                       char **record) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_block_devices_list:
 * @root: a root
 *
 * Returns: (transfer full) (element-type KxBlockDevice): all block devices, in no order, as sysfs and
 *   udev's database have them
 */
GPtrArray *kx_block_devices_list (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
