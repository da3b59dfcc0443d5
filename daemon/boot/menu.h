/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "entry.h"

G_BEGIN_DECLS

/** KxLoader: the boot loaders whose rules are known. */
typedef enum
{
  KX_LOADER_NONE,         /* none was found */
  KX_LOADER_SYSTEMD_BOOT, /* or another one that follows the Boot Loader Specification */
  KX_LOADER_GRUB,
  KX_LOADER_EXTLINUX,     /* U-Boot's, or syslinux */
  KX_LOADER_FIRMWARE,     /* EFI, which starts a unified kernel image by itself */
  KX_LOADER_RASPBERRY_PI, /* its firmware, and config.txt */
  KX_LOADER_UNKNOWN,      /* there may be one, and its configuration is out of sight */
} KxLoader;

/** kx_loader_to_string: Returns: (transfer none): for people and JSON: "systemd-boot", "grub" … */
const char *kx_loader_to_string (KxLoader loader);

/**
 * KxMenu:
 * @loader: whose menu it is
 * @entries: (element-type KxEntry): what it offers, in its order
 * @chosen: (nullable): the one of @entries that it starts by itself, whether that can be loaded or
 *   not; %NULL where it would start none of them, or it cannot be told
 * @reason: why that one, or why none: a sentence without a full stop that names the setting and the
 *   file or EFI variable which it comes from
 * @one_shot: (nullable): what the boot loader was told to start at the next start only, and by
 *   what: a sentence without a full stop. @chosen is what it starts afterwards
 * @trial: (nullable): which entry it has on trial and counts the starts of: @chosen, or the one that
 *   the running system was started by; a sentence without a full stop
 * @pending: @chosen is %NULL, or not what it will be, for a reason that time may heal: a file of
 *   the configuration is being written. Look again after a while
 * @ids: private
 * @watch: (element-type utf8): everything that the menu depends on, existing or not, in the form
 *   of kx_watch_set_paths()
 *
 * What a boot loader offers and what it would start. Made by a reader in disk/, one for each
 * loader.
 */
typedef struct
{
  KxLoader loader;
  GPtrArray *entries;
  const KxEntry *chosen;
  char *reason;
  char *one_shot;
  char *trial;
  gboolean pending;
  GHashTable *ids;
  GPtrArray *watch;
} KxMenu;

/** kx_menu_new: Returns: (transfer full): an empty menu of @loader. */
KxMenu *kx_menu_new (KxLoader loader) G_GNUC_WARN_UNUSED_RESULT;

/** kx_menu_free: frees @menu with its entries. */
void kx_menu_free (KxMenu *menu);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMenu, kx_menu_free)

/**
 * kx_menu_add:
 * @menu: a menu
 * @entry: (transfer full): what it offers next
 *
 * Of several entries with the same id, those behind the first get "#2", "#3" … added to theirs:
 * what a boot loader finds by an id is the first.
 */
void kx_menu_add (KxMenu *menu, KxEntry *entry);

/** kx_menu_watch: adds to @menu's watch list the path that the printf-like @format makes. */
void kx_menu_watch (KxMenu *menu, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
