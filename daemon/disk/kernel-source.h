/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "identity.h"
#include "kernel-image.h"

G_BEGIN_DECLS

/**
 * KxKernelSource:
 *
 * An open file with a kernel in it, as it is or packed, and what else the file brings. Made by
 * kx_kernel_source_init(); owns nothing. Not to be touched from outside.
 */
typedef struct
{
  int fd;
  KxIdentity identity;
  gboolean is_uki;
  KxUkiLayout layout; /* where it is a unified kernel image */
} KxKernelSource;

/**
 * KxCopying:
 * @cap: the most bytes that the copy may have
 * @progress: (nullable): as for kx_memfile_new()
 * @cancellable: (nullable): likewise
 *
 * How something is copied.
 */
typedef struct
{
  guint64 cap;
  gsize *progress;
  GCancellable *cancellable;
} KxCopying;

/**
 * kx_kernel_source_init:
 * @source: (out): to be filled in
 * @fd: a file, open for reading, which stays the caller's; it must stay open as long as @source is
 *   used
 * @profile: of a unified kernel image, as of #KxEntry
 * @error: as for kx_memfile_check(), as for kx_uki_layout_parse() for a unified kernel image; in
 *   the domain %G_IO_ERROR where reading fails
 *
 * Looks at the headers, and at nothing that is no regular file. Blocks.
 *
 * Returns: whether the file may be copied
 */
gboolean kx_kernel_source_init (KxKernelSource *source, int fd, int profile,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_kernel_source_get_size: Returns: how many bytes of the file will be read. */
guint64 kx_kernel_source_get_size (const KxKernelSource *source);

/**
 * kx_kernel_source_copy_kernel:
 * @source: a source
 * @copying: how
 * @facts: (out): of the kernel that was copied, the release included where it names one; to be
 *   freed with kx_kernel_facts_clear(); untouched on failure
 * @digest: (out) (transfer full): digest of the copy (see #KxDigest); untouched on failure
 * @error: as for kx_memfile_append_file(), kx_kernel_image_parse() and kx_decompress()
 *
 * Copies the kernel into sealed memory and looks at it there; what is packed is unpacked into
 * memory that is sealed as well. No more than the cap is taken by either.
 *
 * Returns: a descriptor for kexec_file_load(), as of kx_memfile_finish(); -1 on error
 */
int kx_kernel_source_copy_kernel (const KxKernelSource *source, const KxCopying *copying,
                                  KxKernelFacts *facts, char **digest,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_source_has_initrd: Returns: whether the file brings microcode or an initrd itself.
 */
gboolean kx_kernel_source_has_initrd (const KxKernelSource *source);

/**
 * KX_INITRD_ALIGNMENT: each initrd is padded with zeros to so many bytes: the kernel looks for the next
 * archive at a multiple of them (init/initramfs.c).
 */
#define KX_INITRD_ALIGNMENT 4

/**
 * kx_kernel_source_copy_initrds:
 * @source: a source
 * @fds: of further initrds, as for kx_memfile_copy()
 * @n: how many there are; may be 0 where kx_kernel_source_has_initrd()
 * @copying: how
 * @digest: (out) (transfer full): as for kx_kernel_source_copy_kernel()
 * @error: as for kx_memfile_append_file()
 *
 * Copies in the order of systemd-stub: the microcode of a unified kernel image, which the kernel
 * takes from the very first archive only; the further initrds; the image's own initrd.
 *
 * Returns: as for kx_kernel_source_copy_kernel()
 */
int kx_kernel_source_copy_initrds (const KxKernelSource *source, const int *fds, guint n,
                                   const KxCopying *copying, char **digest,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
