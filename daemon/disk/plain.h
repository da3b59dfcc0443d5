/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "entry.h"
#include "inspections.h"
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
 * @entry: kernel and initrds; kx_plain_name() fills in the rest
 * @is_link: the kernel is a link
 * @in_modules: the kernel is the copy that a package keeps beside its modules
 *
 * A kernel that was found by its name alone, and what goes with it.
 */
typedef struct
{
  KxKernelName name;
  KxEntry *entry;
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

/**
 * kx_plain_name:
 * @found: (element-type KxPlain): of kx_plain_find(); reordered
 * @inspections: of all their kernels
 * @ids: (element-type utf8): the ids that are taken; those that are given are added
 *
 * Gives each its id, title and version. Who has the better claim gets the id of the version;
 * another of the same is called by its file.
 */
void kx_plain_name (GPtrArray *found, KxInspections *inspections, GHashTable *ids);

G_END_DECLS
