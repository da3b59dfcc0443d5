/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "entry.h"
#include "filesystems.h"

G_BEGIN_DECLS

/**
 * KxUkiProfile:
 * @number: for KxEntry.profile: from 0; KX_ENTRY_NO_PROFILE where the image has no profiles
 * @id: (nullable): what follows "@" in the id of its entry: the ID of .profile, else the number;
 *   %NULL for the first one and where there are no profiles, whose id is the bare name of the file
 * @title: (nullable): as systemd-boot shows it, with the profile's; %NULL where .osrel is missing
 *   or has no name: systemd-boot does not list such a profile (but the firmware or another loader
 *   starts it as well as any other)
 * @version: (nullable): as systemd-boot takes it from .osrel
 * @sort_key: (nullable): likewise
 * @release: (nullable): what .uname says; UTF-8
 * @embedded: (nullable): the command line in .cmdline, as the stub passes it; %NULL without a
 *   section
 * @addons: the command lines of all addons, in the stub's order; "" without any
 * @cmdline: @embedded and @addons: what the kernel gets where the loader passes no options
 * @has_devicetree: brings a device tree of its own
 * @has_pcr_signature: brings signed values of the TPM's registers, for disks that are unlocked by
 *   them
 * @problems: why it cannot be loaded by kexec as its stub would start it
 *
 * One thing that a unified kernel image can start. All strings are UTF-8.
 */
typedef struct
{
  int number;
  char *id;
  char *title;
  char *version;
  char *sort_key;
  char *release;
  char *embedded;
  char *addons;
  char *cmdline;
  gboolean has_devicetree;
  gboolean has_pcr_signature;
  KxProblems problems;
} KxUkiProfile;

/**
 * KxUki:
 * @is_signed: has a signature (that nobody has verified)
 * @profiles: (element-type KxUkiProfile): in the order of the image; at least one
 * @watch: (element-type utf8): the directories of addons, existing or not, in the form of
 *   kx_watch_set_paths()
 *
 * A unified kernel image with what its stub finds beside it.
 */
typedef struct
{
  gboolean is_signed;
  GPtrArray *profiles;
  GPtrArray *watch;
} KxUki;

/**
 * kx_uki_read:
 * @root: a root
 * @path: of the image, below it
 * @filesystem: that @path is on: /loader/addons and /loader/credentials at its top count, too
 * @error: in KX_ERROR: KX_ERROR_UNSUPPORTED: this is something else than a unified kernel image;
 *   KX_ERROR_INCOMPLETE: its beginning is missing, the rest is still to come;
 *   KX_ERROR_INVALID_IMAGE: it is damaged. In the domain %G_IO_ERROR: it cannot be opened
 *
 * Reads the section table and the small text sections, not the kernel and not the initrd. Whether
 * the file is complete and can be trusted is left to kx_inspect(); addons are looked at for both
 * here.
 *
 * Returns: (transfer full): what the image offers; %NULL on error
 */
KxUki *kx_uki_read (KxRoot *root, const char *path, const KxFilesystem *filesystem,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_uki_free: frees @uki. */
void kx_uki_free (KxUki *uki);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxUki, kx_uki_free)

/**
 * kx_uki_profile_make_cmdline:
 * @profile: a profile
 * @options: (nullable): what the loader passes to the image, for example `options` of a
 *   `uki` or `efi` entry; %NULL for nothing
 * @secure_boot: Secure Boot is on: the stub then drops @options if the image has a command line
 *
 * Returns: (transfer full): the command line that the kernel gets: @options or else
 *   KxUkiProfile.embedded, then the addons'
 */
char *kx_uki_profile_make_cmdline (const KxUkiProfile *profile, const char *options,
                                   gboolean secure_boot) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
