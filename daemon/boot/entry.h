/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image.h"
#include "problems.h"

G_BEGIN_DECLS

/**
 * KxEntry:
 * @id: as its boot loader calls it, for example "debian-6.1.0-44-amd64.conf", or
 *   "gnulinux-advanced-UUID>gnulinux-6.1.0-44-amd64-advanced-UUID"; unique in its menu
 * @title: for people, as the boot loader shows it
 * @version: (nullable): what the configuration says of its version, often the kernel's release
 * @source: static; how it was found: "bls", "uki", "grub", "extlinux", "plain"
 * @file: the file that it is written in, a path below the root; of a unified kernel image, that
 *   image; of a plain kernel, the kernel
 * @line: the line in @file at which it begins, from 1; 0 where it is the whole file
 * @kernel: (nullable): path below the root; of a unified kernel image, that image. %NULL where it
 *   starts no Linux, or cannot be resolved; @problems tells
 * @profile: of a unified kernel image with profiles: which one, from 0; else KX_ENTRY_NO_PROFILE
 * @initrds: (nullable) (array zero-terminated=1): paths below the root, in the order in which they
 *   are loaded; without those inside of a unified kernel image
 * @cmdline: (nullable): the command line that the boot loader passes; "" for an empty one. %NULL
 *   where the configuration has no say in it: then that of the machine is taken
 * @lacks_initrd: it was found without an initrd of its own by a search that might have found one:
 *   if other kernels have one, this one's is still to come
 * @role: what it is for
 * @problems: what kept it from being resolved
 *
 * What a boot loader could start, by its configuration alone: no kernel has been looked at yet.
 */
typedef struct
{
  char *id;
  char *title;
  char *version;
  const char *source;
  char *file;
  guint line;
  char *kernel;
  int profile;
  char **initrds;
  char *cmdline;
  gboolean lacks_initrd;
  KxImageRole role;
  KxProblems problems;
} KxEntry;

/** kx_entry_new: Returns: (transfer full): an entry of nothing but @source. */
KxEntry *kx_entry_new (const char *source) G_GNUC_WARN_UNUSED_RESULT;

/** kx_entry_free: frees @entry. */
void kx_entry_free (KxEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxEntry, kx_entry_free)

G_END_DECLS
