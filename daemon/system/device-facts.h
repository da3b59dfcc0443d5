/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "device.h"

/*
 * kx_device_facts_read:
 * @root_fd: descriptor of the root directory
 * @subsystems: of which devices
 *
 * What udev and the kernel tell of the devices of this machine, its processor (/proc/cpuinfo) and
 * its board (/sys/class/dmi/id). None of it wakes a device up. The devices of a machine that is
 * rooted elsewhere than this process are not known: none. From any thread.
 *
 * Returns: (transfer full): at most 4096 devices, each text of at most 256 bytes
 */
KxDeviceFacts *kx_device_facts_read (int root_fd,
                                 const char *const *subsystems) G_GNUC_WARN_UNUSED_RESULT;
