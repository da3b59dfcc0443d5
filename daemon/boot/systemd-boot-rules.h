/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "entry.h"
#include "loader-conf.h"

G_BEGIN_DECLS

/*
 * How systemd-boot orders its entries and which one it starts: src/boot/boot.c of systemd 262,
 * boot_entry_compare() and config_select_default_entry().
 */

/**
 * KxSystemdBootPlace:
 * @KX_SYSTEMD_BOOT_SHOWN: in its menu
 * @KX_SYSTEMD_BOOT_AUTOMATIC: at the end of its menu, by itself: another operating system, the
 *   firmware. Only started where a setting names it
 * @KX_SYSTEMD_BOOT_HIDDEN: not in its menu
 * @KX_SYSTEMD_BOOT_UNKNOWN: cannot be read here, so that nobody knows where in the menu it is
 */
typedef enum
{
  KX_SYSTEMD_BOOT_SHOWN,
  KX_SYSTEMD_BOOT_AUTOMATIC,
  KX_SYSTEMD_BOOT_HIDDEN,
  KX_SYSTEMD_BOOT_UNKNOWN,
} KxSystemdBootPlace;

/**
 * KxSystemdBootEntry:
 * @entry: (transfer full) (nullable): for the menu; may be taken
 * @place: whether it is in systemd-boot's menu
 * @id: by which settings name it: the name of the file without counters, with "@PROFILE" for
 *   profiles but the first, in lower case
 * @base: (nullable): @id without the profile; %NULL where it has none
 * @sort_key: (nullable): of the entry
 * @machine_id: (nullable): of the entry
 * @version: (nullable): of the entry
 * @profile: its number
 * @left: KxBootCount.left
 * @done: KxBootCount.done
 *
 * What counts for order and choice.
 */
typedef struct
{
  KxEntry *entry;
  KxSystemdBootPlace place;
  char *id;
  char *base;
  char *sort_key;
  char *machine_id;
  char *version;
  guint profile;
  int left;
  int done;
} KxSystemdBootEntry;

/**
 * kx_systemd_boot_entry_new:
 *
 * Returns: (transfer full): one of @entry, which it takes, not counted.
 */
KxSystemdBootEntry *kx_systemd_boot_entry_new (KxEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_systemd_boot_is_entry_name:
 * @name: of a file
 * @suffix: that it has to have, whatever its case: ".conf"
 *
 * Returns: whether systemd-boot looks at a file of that name
 */
gboolean kx_systemd_boot_is_entry_name (const char *name,
                                        const char *suffix) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_systemd_boot_entry_for_file:
 * @source: KxEntry.source
 * @path: KxEntry.file
 * @suffix: that the name of the file has, whatever its case
 *
 * Returns: (transfer full): an entry with all that the name of its file says: id and attempts. The
 *   id is its title, too
 */
KxSystemdBootEntry *kx_systemd_boot_entry_for_file (const char *source, const char *path,
                                                    const char *suffix) G_GNUC_WARN_UNUSED_RESULT;

/** kx_systemd_boot_entry_free: frees @entry. */
void kx_systemd_boot_entry_free (KxSystemdBootEntry *entry);

/**
 * kx_systemd_boot_sort:
 * @entries: (element-type KxSystemdBootEntry): in the order in which systemd-boot finds them: ESP
 *   before XBOOTLDR, unified kernel images before text files
 *
 * Puts them into the order of its menu; those that it does not show go where they would be. What is
 * equal stays in order.
 */
void kx_systemd_boot_sort (GPtrArray *entries);

/**
 * kx_systemd_boot_make_titles_unique:
 * @entries: (element-type KxSystemdBootEntry): all
 *
 * Adds to titles that several entries of the menu have what tells them apart, as systemd-boot does:
 * the version, then the machine, then the id.
 */
void kx_systemd_boot_make_titles_unique (GPtrArray *entries);

/**
 * KxSystemdBootSettings:
 * @one_shot: (nullable): the EFI variable LoaderEntryOneShot
 * @preferred: (nullable): the EFI variable LoaderEntryPreferred
 * @default_entry: (nullable): the EFI variable LoaderEntryDefault
 * @last_booted: (nullable): the EFI variable LoaderEntryLastBooted
 * @conf: what loader.conf says
 * @conf_file: its path below the root
 *
 * What decides. All strings are UTF-8.
 */
typedef struct
{
  const char *one_shot;
  const char *preferred;
  const char *default_entry;
  const char *last_booted;
  const KxLoaderConf *conf;
  const char *conf_file;
} KxSystemdBootSettings;

/**
 * kx_systemd_boot_choose:
 * @entries: (element-type KxSystemdBootEntry): sorted
 * @settings: what decides
 * @reason: (out) (transfer full): why that one, or why none: KxMenu.reason
 *
 * Finds what is started after a one-shot, if there is one.
 *
 * Returns: (transfer none) (nullable): one of @entries; %NULL where systemd-boot would stay in its
 *   menu, or it cannot be told
 */
const KxSystemdBootEntry *
kx_systemd_boot_choose (GPtrArray *entries, const KxSystemdBootSettings *settings, char **reason);

/**
 * kx_systemd_boot_describe_one_shot:
 * @entries: (element-type KxSystemdBootEntry): sorted
 * @settings: what decides
 *
 * Returns: (transfer full) (nullable): KxMenu.one_shot
 */
char *kx_systemd_boot_describe_one_shot (GPtrArray *entries, const KxSystemdBootSettings *settings)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_systemd_boot_describe_trial:
 * @chosen: (nullable): what is started next
 * @unblessed: (nullable): the file of the entry that the running system was started by, where that
 *   is on trial and not found good yet
 *
 * Systemd-boot counts the starts of an entry on trial, and falls back to another one when it has no
 * tries left. A start that it does not see is not counted.
 *
 * Returns: (transfer full) (nullable): KxMenu.trial
 */
char *kx_systemd_boot_describe_trial (const KxSystemdBootEntry *chosen, const char *unblessed)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
