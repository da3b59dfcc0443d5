/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"
#include "grub-world.h"

G_BEGIN_DECLS

/**
 * KxGrubFiles:
 *
 * The machine as GRUB's configuration sees it: its file systems, each called by the directory that
 * it is mounted in, and the files on them.
 */
typedef struct _KxGrubFiles KxGrubFiles;

/** kx_grub_files_new: Returns: (transfer full): the files below @root; both have to live longer. */
KxGrubFiles *kx_grub_files_new (KxRoot *root,
                                const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_files_free: frees @files. */
void kx_grub_files_free (KxGrubFiles *files);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxGrubFiles, kx_grub_files_free)

/** kx_grub_files_get_world: Returns: (transfer none): what the interpreter sees; lives with @files.
 */
const KxGrubWorld *kx_grub_files_get_world (KxGrubFiles *files);

/**
 * kx_grub_files_get_device:
 *
 * Returns: (transfer none): the name of the device that @path, below the root, is on
 */
const char *kx_grub_files_get_device (KxGrubFiles *files, const char *path);

/**
 * kx_grub_files_get_watch:
 *
 * Returns: (transfer none) (element-type utf8): what was read, looked at and looked for in vain, in
 * the form of kx_watch_set_paths(); each once
 */
GPtrArray *kx_grub_files_get_watch (KxGrubFiles *files);

G_END_DECLS
