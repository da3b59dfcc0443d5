/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "problems.h"

G_BEGIN_DECLS

/**
 * KxUkiAddons:
 * @addons: what may add to the command line of a unified kernel image, in the stub's order
 * @problems: what its stub would hand to the kernel besides, which kexec cannot; or what cannot be
 *   read
 * @watch: (element-type utf8): the directories that were looked in, existing or not
 *
 * What lies beside a unified kernel image, or serves all images of its file system.
 */
typedef struct
{
  GPtrArray *addons;
  KxProblems problems;
  GPtrArray *watch;
} KxUkiAddons;

/**
 * kx_uki_addons_read:
 * @root: a root
 * @path: of a unified kernel image below it; it need not exist
 * @filesystem: that @path is on
 * @secure_boot: the firmware would refuse an addon without a signature, which the stub then ignores
 *
 * Looks for addons and other companions in the directories that systemd-stub looks in, in its
 * order: /loader/addons, /loader/credentials and /loader/extensions at the top of the file system,
 * then PATH.extra.d (where PATH goes without the counter of boot attempts).
 *
 * Returns: (transfer full): what there is
 */
KxUkiAddons *kx_uki_addons_read (KxRoot *root, const char *path, const KxFilesystem *filesystem,
                                 gboolean secure_boot) G_GNUC_WARN_UNUSED_RESULT;

/** kx_uki_addons_free: frees @addons. */
void kx_uki_addons_free (KxUkiAddons *addons);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxUkiAddons, kx_uki_addons_free)

/**
 * kx_uki_addons_apply:
 * @addons: addons
 * @architecture: (nullable): of the image
 * @uname: (nullable): the .uname of the image
 * @cmdline: the command lines of those that fit are appended, each after a space
 * @has_devicetree: (inout): becomes %TRUE where one of those brings a device tree
 * @problems: what else those bring, which is not supported, is added
 */
void kx_uki_addons_apply (const KxUkiAddons *addons, const char *architecture, const char *uname,
                          GString *cmdline, gboolean *has_devicetree, KxProblems *problems);

G_END_DECLS
