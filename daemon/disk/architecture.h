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

/**
 * kx_architecture_needs_guard:
 * @architecture: of a machine, as of kx_architecture_find()
 * @root_fd: the directory that stands for its `/`
 *
 * Returns: whether its kernels are to be given what kx_cmdline_ignore_efi_initrd() adds: it is x86-64
 *   and was started by EFI
 */
gboolean kx_architecture_needs_guard (const char *architecture, int root_fd);

G_END_DECLS
