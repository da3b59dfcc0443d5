/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "listing.h"
#include "naming.h"

G_BEGIN_DECLS

#define KX_BOOT "/boot"
#define KX_MODULES "/usr/lib/modules"
/* Not a link to the former everywhere. */
#define KX_MODULES_UNMERGED "/lib/modules"

/** KX_PLAIN_MAX: of more kernels than this, only the newest are looked at. */
#define KX_PLAIN_MAX 4096

/**
 * KxPlain:
 * @name: what the name of the kernel says
 * @kernel: its path below the root
 * @initrds: (array zero-terminated=1): theirs, in the order in which they are loaded
 * @has_own_initrd: one of @initrds is of this kernel, not only microcode
 * @is_link: @kernel is a link
 * @in_modules: @kernel is the copy that a package keeps beside its modules
 *
 * A kernel and what goes with it, by names alone.
 */
typedef struct
{
  KxKernelName name;
  char *kernel;
  char **initrds;
  gboolean has_own_initrd;
  gboolean is_link;
  gboolean in_modules;
} KxPlain;

/**
 * kx_plain_find:
 * @root: a root
 * @boot: of KX_BOOT
 * @modules: of KX_MODULES
 * @architecture: of this machine, as of `uname -m`
 *
 * Returns: (transfer full) (element-type KxPlain): the kernels of the machine, in no order
 */
GPtrArray *kx_plain_find (KxRoot *root, const KxListing *boot, const KxListing *modules,
                            const char *architecture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
