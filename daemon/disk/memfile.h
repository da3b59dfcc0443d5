/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KxMemfile:
 *
 * Memory that is being filled, and that nobody can change once it is finished: a memfd, sealed.
 * Everything that appends blocks, and looks at the cancellable between two reads; a read that never
 * returns cannot be ended. For one thread.
 */
typedef struct _KxMemfile KxMemfile;

/**
 * kx_memfile_new:
 * @name: what it is for, for messages and for /proc: "kernel", "initrd"
 * @cap: the most bytes that it may have
 * @progress: (nullable): grows by the bytes that were read from files, so that another thread can
 *   see (with g_atomic_pointer_get()) whether a descriptor still answers
 * @cancellable: (nullable): ends what appends
 * @error: KX_ERROR_NO_MEMORY, KX_ERROR_FAILED
 *
 * Returns: (transfer full): an empty one; %NULL on error
 */
KxMemfile *kx_memfile_new (const char *name, guint64 cap, gsize *progress, GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_memfile_free: gives up @memfile. */
void kx_memfile_free (KxMemfile *memfile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemfile, kx_memfile_free)

/**
 * kx_memfile_append_file:
 * @memfile: what to fill
 * @fd: of a regular file or memfd, open for reading; its offset is left alone
 * @error: KX_ERROR_INVALID_IMAGE: something else than a regular file, or an empty one, or not
 *   open for reading, or more bytes than are allowed;
 *   KX_ERROR_CHANGED: the file shrank, grew or was written while it was read; KX_ERROR_NO_MEMORY;
 *   KX_ERROR_FAILED: reading failed;
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the whole file was appended: the length that it had at first
 */
gboolean kx_memfile_append_file (KxMemfile *memfile, int fd,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_append_part:
 * @memfile: what to fill
 * @fd: as for kx_memfile_append_file()
 * @offset: where in the file to begin, in bytes
 * @size: how many bytes
 * @error: as for kx_memfile_append_file(); KX_ERROR_CHANGED also where the file ends before the
 *   part
 *
 * Returns: whether the part was appended
 */
gboolean kx_memfile_append_part (KxMemfile *memfile, int fd, guint64 offset, guint64 size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_append_bytes:
 * @memfile: what to fill
 * @bytes: what to append
 * @size: how many bytes
 * @error: KX_ERROR_INVALID_IMAGE: more bytes than are allowed; KX_ERROR_NO_MEMORY; KX_ERROR_FAILED;
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: whether they were appended
 */
gboolean kx_memfile_append_bytes (KxMemfile *memfile, const guint8 *bytes, gsize size,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_pad:
 * @memfile: what to fill
 * @align: zeros are appended up to a multiple of this many bytes
 * @error: KX_ERROR_NO_MEMORY, KX_ERROR_FAILED
 *
 * Returns: whether they were appended
 */
gboolean kx_memfile_pad (KxMemfile *memfile, guint align, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_finish:
 * @memfile: what was filled; to be freed all the same
 * @digest: (out) (optional) (transfer full): digest of the contents (see #KxDigest); untouched on
 *   failure
 * @error: KX_ERROR_NO_MEMORY, KX_ERROR_FAILED
 *
 * Seals it.
 *
 * Returns: a descriptor of it, open for reading only (kexec_file_load() answers ETXTBSY to one that
 *   can be written), which the caller closes; -1 on error
 */
int kx_memfile_finish (KxMemfile *memfile, char **digest, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_check:
 * @fd: what somebody passed
 * @name: what it is for, for messages
 * @error: KX_ERROR_INVALID_IMAGE: something else than a regular file, or an empty one, or not open
 *   for reading
 *
 * Returns: whether this is a descriptor that may be read
 */
gboolean kx_memfile_check (int fd, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_memfile_copy:
 * @fds: as for kx_memfile_append_file()
 * @n: how many there are, at least one
 * @cap: the most bytes that the copy may have
 * @align: each file is padded with zeros to a multiple of this many bytes; 1 for no padding
 * @name: as for kx_memfile_new()
 * @progress: (nullable): likewise
 * @cancellable: (nullable): likewise
 * @digest: (out) (optional) (transfer full): as for kx_memfile_finish()
 * @error: as for kx_memfile_append_file()
 *
 * Copies whole files one after the other.
 *
 * Returns: as for kx_memfile_finish()
 */
int kx_memfile_copy (const int *fds, guint n, guint64 cap, guint align, const char *name,
                     gsize *progress, GCancellable *cancellable, char **digest,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
