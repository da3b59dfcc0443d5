/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * kx_memfile_copy:
 * @fds: descriptors of regular files or memfds, open for reading; their offsets are left alone
 * @n: how many there are, at least one
 * @cap: the most bytes that the copy may have
 * @align: each file is padded with zeros to a multiple of this many bytes; 1 for no padding
 * @name: what is copied, for messages and for /proc: "kernel", "initrd"
 * @progress: (nullable): grows by the bytes that were read, so that another thread can see (with
 *   g_atomic_pointer_get()) whether a descriptor still answers
 * @cancellable: (nullable): looked at between two reads; a read that never returns cannot be ended
 * @digest: (out) (optional) (transfer full): digest of the copy (see #KxDigest)
 * @error: KX_ERROR_INVALID_IMAGE: something else than a regular file, or an empty one, or not
 *   open for reading, or more than @cap bytes;
 *   KX_ERROR_CHANGED: a file shrank, grew or was written while it was read; KX_ERROR_NO_MEMORY;
 *   KX_ERROR_FAILED: reading failed;
 *   %G_IO_ERROR_CANCELLED
 *
 * Copies files one after the other into memory that nobody can change any more: a memfd, sealed.
 * Reads of each file no more than the length it had at first. Blocks: for a thread of its own.
 *
 * Returns: a descriptor of the copy, open for reading only (kexec_file_load() answers ETXTBSY to
 * one
 *   that can be written), which the caller closes; -1 on error
 */
int kx_memfile_copy (const int *fds, guint n, guint64 cap, guint align, const char *name,
                     gsize *progress, GCancellable *cancellable, char **digest,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
