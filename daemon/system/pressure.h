/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * kx_pressure_open:
 * @root_fd: descriptor of the root directory
 * @error: KX_ERROR_UNSUPPORTED: the kernel tells nothing about pressure (CONFIG_PSI, psi=1), or not
 *   to this process
 *
 * Asks the kernel to tell when programs, or the kernel for them, spend time with searching for
 * memory. Until Linux 6.4 it takes CAP_SYS_RESOURCE to ask, at the moment of opening only
 * (psi_open() in the kernel's kernel/sched/psi.c); this process then gives the right up for good.
 * Before there are threads: each has its own rights.
 *
 * Returns: a descriptor that is ready with G_IO_PRI, every two seconds at most; -1.
 */
int kx_pressure_open (int root_fd, GError **error);
