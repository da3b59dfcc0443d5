/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * kx_architecture_find:
 * @root: a root
 *
 * Returns: (transfer full): the architecture of @root's machine, which need not be the one that reads
 *   it, as of `uname -m`: that of /proc/sys/kernel/arch (since Linux 6.1), else that of the running
 *   kernel; "" where neither tells
 */
char *kx_architecture_find (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
