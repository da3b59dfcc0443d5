/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "grub-world.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * KX_GRUB_BUDGET: the steps that a menu may take, submenus and entries included. A generated one
 * with two thousand kernels needs less than half of them; they take less than a second.
 */
#define KX_GRUB_BUDGET 500000

/**
 * KxGrubSystem:
 * @config: the file that GRUB reads first, below the root
 * @device: what the world calls the device that it is on
 * @name: what GRUB calls it on that device: "/grub/grub.cfg"
 * @platform: "efi" or "pc": `$grub_platform`
 * @cpu: "x86_64", "i386", "arm64" …: `$grub_cpu`
 * @fedora: whether the system is Fedora or made of it, whose GRUB has other rules
 * @budget: the steps that may be taken; KX_GRUB_BUDGET
 * @script: (nullable): the configuration, where it is a part of GRUB's program; that is @config
 *   then
 * @preset: (nullable): the default that the EFI variable LoaderEntryDefault sets, with @script
 *
 * How GRUB starts on this machine.
 */
typedef struct
{
  const char *config;
  const char *device;
  const char *name;
  const char *platform;
  const char *cpu;
  gboolean fedora;
  gint64 budget;
  const char *script;
  const char *preset;
} KxGrubSystem;

/**
 * kx_grub_menu_read:
 * @world: the machine
 * @system: how GRUB starts on it
 *
 * Reads GRUB's configuration as GRUB does and finds out what it would start. Time, memory and what
 * is read are limited.
 *
 * Returns: (transfer full): the menu, without a watch list
 */
KxMenu *kx_grub_menu_read (const KxGrubWorld *world,
                           const KxGrubSystem *system) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
