/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "plain.h"
#include "inspection.h"

G_BEGIN_DECLS

/**
 * KxSurroundings:
 * @root: what stands for `/`
 * @boot: of KX_BOOT
 * @modules: of KX_MODULES
 * @modules_unmerged: of KX_MODULES_UNMERGED
 * @architecture: of this machine, as of `uname -m`
 * @initrds_are_usual: another kernel than the one in question has an initrd
 * @cmdline: the command line that images get
 *
 * What the test of one image has to know of the others.
 */
typedef struct
{
  KxRoot *root;
  const KxListing *boot;
  const KxListing *modules;
  const KxListing *modules_unmerged;
  const char *architecture;
  gboolean initrds_are_usual;
  const char *cmdline;
} KxSurroundings;

/**
 * kx_entry_check:
 * @entry: an entry
 * @kernel: its kernel, inspected
 * @initrds: (element-type KxInspection): its initrds, inspected, in order
 * @surroundings: the rest
 * @problems: what keeps the entry from being complete is added here
 *
 * The test of completeness of one entry, as far as it can be made at one moment. Complete means:
 * all
 * files exist and are in order (see kx_inspect()); none of them is about to be replaced by a
 * temporary file beside it; the kernel is for this machine, its release is the version in its name,
 * and its modules are there (where this system has modules at all); it has an initrd if its
 * siblings have one, and not that of a kernel which was there before
 * under the same name; and it takes the command line.
 */
void kx_entry_check (const KxPlain *entry, const KxInspection *kernel, const GPtrArray *initrds,
                     const KxSurroundings *surroundings, KxProblems *problems);

G_END_DECLS
