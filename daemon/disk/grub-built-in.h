/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * KxGrubBuiltIn:
 * @program: GRUB's program on the ESP, a path below the root
 * @script: static; the configuration in it, as far as it decides what is started
 * @preset: (nullable): the id that the EFI variable LoaderEntryDefault names as the default
 * @one_shot: (nullable): the id that LoaderEntryOneShot names
 *
 * openSUSE's package grub2-ARCHITECTURE-efi-bls: a GRUB that needs no grub.cfg.
 */
typedef struct
{
  char *program;
  const char *script;
  char *preset;
  char *one_shot;
} KxGrubBuiltIn;

/**
 * kx_grub_built_in_find:
 * @root: a root
 * @esps: (array zero-terminated=1): where the ESP may be mounted
 * @built_in: (out): to be freed with kx_grub_built_in_clear(); untouched where there is none
 *
 * Its configuration cannot be seen. What is in it and which variables count is taken from
 * openSUSE's sdbootutil, which predicts what GRUB will read and run, and sets the default: grubenv
 * beside the program, then `blscfg`; since GRUB 2.13 the variables of the Boot Loader Interface.
 *
 * Returns: whether such a GRUB started this machine: LoaderInfo names a GRUB, the system is SUSE's,
 *   and the ESP has both, it and entries
 */
gboolean kx_grub_built_in_find (KxRoot *root, const char *const *esps,
                                KxGrubBuiltIn *built_in) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_built_in_clear: frees what @built_in owns and makes it all zero. */
void kx_grub_built_in_clear (KxGrubBuiltIn *built_in);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxGrubBuiltIn, kx_grub_built_in_clear)

G_END_DECLS
