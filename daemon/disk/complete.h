/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "entry.h"
#include "inspection.h"
#include "listing.h"

G_BEGIN_DECLS

/**
 * KxSurroundings:
 * @root: what stands for `/`
 * @listings: the directories of this scan
 * @architecture: of this machine, as of `uname -m`
 * @needs_guard: kx_architecture_needs_guard()
 * @initrds_are_usual: another kernel than the one in question has an initrd
 * @cmdline: the command line of this machine
 *
 * What the test of one image has to know of the others.
 */
typedef struct
{
  KxRoot *root;
  KxListings *listings;
  const char *architecture;
  gboolean needs_guard;
  gboolean initrds_are_usual;
  const char *cmdline;
} KxSurroundings;

/**
 * kx_entry_check:
 * @entry: an entry with a kernel
 * @kernel: its kernel, inspected
 * @initrds: (element-type KxInspection): its initrds, inspected, in order
 * @cmdline: the command line that it gets
 * @surroundings: the rest
 * @problems: what keeps the entry from being complete is added here
 *
 * The test of completeness of one entry, as far as it can be made at one moment. Complete means:
 * all files exist and are in order (see kx_inspect()); none of them is about to be replaced by a
 * temporary file beside it; the kernel is for this machine, its release is the version that the
 * entry or its file's name promises, and its modules are there (where this system has modules at
 * all, and the entry is for this system); if it was found by name it has an initrd if its siblings
 * have one, and not that of a kernel which was there before under the same name; and it takes the
 * command line.
 */
void kx_entry_check (const KxEntry *entry, const KxInspection *kernel, const GPtrArray *initrds,
                     const char *cmdline, const KxSurroundings *surroundings,
                     KxProblems *problems);

G_END_DECLS
