/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "machine.h"
#include "method.h"

/*
 * kx_platform_read:
 * @root_fd: descriptor of the root directory
 * @platform: (out): always filled in; `no_map` is FALSE
 *
 * What decides on the method on this machine, from /sys and /proc below @root_fd.
 */
void kx_platform_read (int root_fd, const KxMachine *machine, KxPlatform *platform);
