/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxBlockDevice:
 * @path: "/dev/vda3"
 * @number: "254:3"
 * @mapped: (nullable): what the device mapper calls it
 * @links: (array zero-terminated=1): udev's other paths for it: "/dev/vg/root"
 * @names: (element-type KxDeviceName): the file system's and the partition's, as udev found them
 * @content: (nullable): what is on it, as udev found: "ext4", "swap", "swsuspend" …; %NULL where it
 *   has not said
 *
 * One block device of the machine.
 */
typedef struct
{
  char *path;
  char *number;
  char *mapped;
  char **links;
  GPtrArray *names;
  char *content;
} KxBlockDevice;

/**
 * kx_block_device_new:
 * @name: in /sys/class/block
 * @number: its device number
 * @mapped: (nullable): see above
 * @record: (nullable): what udev's database says of it (a file in /run/udev/data: lines "S:LINK" and
 *   "E:KEY=VALUE"; write_udev_db() in systemd's sd-device); %NULL where there is none
 *
 * Returns: (transfer full): the device; free with kx_block_device_free()
 */
KxBlockDevice *kx_block_device_new (const char *name, const char *number, const char *mapped,
                                    const char *record) G_GNUC_WARN_UNUSED_RESULT;

void kx_block_device_free (KxBlockDevice *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBlockDevice, kx_block_device_free)

/**
 * kx_block_device_is:
 * @device: a device
 * @name: as root= and resume= have it: "UUID=…", "/dev/vda3", "/dev/mapper/root", "254:3"
 *
 * Returns: whether it is called so
 */
gboolean kx_block_device_is (const KxBlockDevice *device, const char *name);

G_END_DECLS
