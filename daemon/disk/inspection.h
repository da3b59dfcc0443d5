/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity.h"
#include "kernel-image.h"
#include "problems.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * KxWriter:
 * @KX_WRITER_NONE: nobody has the file open for writing
 * @KX_WRITER_PRESENT: somebody has
 * @KX_WRITER_UNKNOWN: this process may not know, or the file system cannot tell
 */
typedef enum
{
  KX_WRITER_NONE,
  KX_WRITER_PRESENT,
  KX_WRITER_UNKNOWN,
} KxWriter;

/**
 * kx_find_writer:
 * @fd: a regular file, open for reading only
 *
 * Returns: whether somebody has the file open for writing. Nobody is kept waiting by the question
 */
KxWriter kx_find_writer (int fd);

/**
 * KxInspectAs:
 * @KX_INSPECT_AS_INITRD: any contents will do but for zeros at the beginning
 * @KX_INSPECT_AS_KERNEL: its head must be that of a kernel
 * @KX_INSPECT_AS_NAMELESS_KERNEL: likewise; and as its name does not tell the release, the whole
 *   file
 *   is searched for it where the head does not, either
 */
typedef enum
{
  KX_INSPECT_AS_INITRD,
  KX_INSPECT_AS_KERNEL,
  KX_INSPECT_AS_NAMELESS_KERNEL,
} KxInspectAs;

/**
 * KxInspection:
 * @path: below the root
 * @as: what it is to be
 * @exists: it could be opened
 * @identity: where it exists
 * @rest: kx_identity_rest() at the time of the inspection; where it is not 0, inspect again after
 *   that and compare the identities
 * @facts: where the file was inspected as a kernel, and is one; else all zero
 * @is_kernel: @facts are known
 * @is_other: its contents are known to be something else than a kernel, and were not put there a
 *   moment ago; what is cut off or cannot be read is not
 * @problems: with this file alone
 *
 * One file, looked at.
 */
typedef struct
{
  char *path;
  KxInspectAs as;
  gboolean exists;
  KxIdentity identity;
  gint64 rest;
  KxKernelFacts facts;
  gboolean is_kernel;
  gboolean is_other;
  KxProblems problems;
} KxInspection;

/**
 * kx_inspect:
 * @root: a root
 * @path: of a file below it
 * @as: what it is to be
 * @buffer: KX_KERNEL_HEAD_SIZE bytes of room, for one thread
 *
 * Looks at one file: whether it is a regular one that only root can alter, has contents, nobody is
 * writing it, and its head is that of a kernel that is there in its full length. FIFOs and devices
 * are not opened.
 *
 * Returns: (transfer full): what was seen
 */
KxInspection *kx_inspect (KxRoot *root, const char *path, KxInspectAs as,
                          guint8 *buffer) G_GNUC_WARN_UNUSED_RESULT;

/** kx_inspection_free: frees @inspection. */
void kx_inspection_free (KxInspection *inspection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxInspection, kx_inspection_free)

/**
 * kx_time_of_day:
 *
 * Returns: nanoseconds since the epoch, as in a #KxIdentity
 */
gint64 kx_time_of_day (void);

/**
 * kx_is_recent:
 *
 * Returns: whether the file of @identity was touched within the 15 minutes before or after @now, so
 *   that somebody may still be at work on it
 */
gboolean kx_is_recent (const KxIdentity *identity, gint64 now);

G_END_DECLS
