/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/**
 * KxKernelName:
 * @version: the version or flavour in the name: "6.1.0-44-amd64", "linux-lts"; "" for plain
 *   "vmlinuz"
 * @id: @version, with ".old" where the file was put aside; "vmlinuz" for "vmlinuz" itself
 * @rank: of two kernels of the same version, the one of lower rank has the better claim to the id
 * @versioned: @version is the version of a kernel, not the name of a flavour
 * @role: what it is for
 *
 * What the name of a kernel's file says.
 */
typedef struct
{
  char *version;
  char *id;
  guint rank;
  gboolean versioned;
  KxImageRole role;
} KxKernelName;

/**
 * kx_kernel_name_parse:
 * @file: the name of a file, without directories
 * @name: (out): untouched where the answer is %FALSE; free with kx_kernel_name_clear()
 *
 * Knows the names of Debian, Ubuntu, Fedora, Enterprise Linux, Arch, openSUSE, Gentoo and Alpine.
 * A name that is
 * not printable ASCII without spaces is no kernel's.
 *
 * Returns: whether a kernel is called so
 */
gboolean kx_kernel_name_parse (const char *file, KxKernelName *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_name_from_modules:
 * @directory: the name of a directory of modules, which is a kernel's release
 * @name: (out): as for kx_kernel_name_parse()
 *
 * Returns: whether it is the name of a release
 */
gboolean kx_kernel_name_from_modules (const char *directory,
                                      KxKernelName *name) G_GNUC_WARN_UNUSED_RESULT;

/** kx_kernel_name_clear: frees what @name owns and makes it all zero. */
void kx_kernel_name_clear (KxKernelName *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxKernelName, kx_kernel_name_clear)

/**
 * kx_name_is_temporary:
 * @file: the name of a file, without directories
 *
 * Returns: whether a package manager, installer or editor made it for the time being, keeps it as a
 *   backup, or it is a signature of another file: never an image
 */
gboolean kx_name_is_temporary (const char *file) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_name_being_written:
 * @file: the name of a file, without directories
 *
 * Returns: (transfer full) (nullable): the name of the file that will be replaced by @file as
 * soon as
 *   that has been written; %NULL where @file is no such file
 */
char *kx_name_being_written (const char *file) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_name_is_boot_file:
 * @file: the name of a file in /boot, without directories
 *
 * Returns: whether it matters for a catalogue: a kernel, an initrd or microcode, and not temporary
 */
gboolean kx_name_is_boot_file (const char *file) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_name_is_large:
 * @file: the name of a file or directory, without directories
 *
 * Returns: whether somebody who writes it is likely to need some time: a kernel, an initrd or an
 *   image by the looks of its name, also as boot loaders other than GRUB have them; or the
 *   directory of a kernel's modules. Settings are not
 */
gboolean kx_name_is_large (const char *file) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_initrd_candidates:
 * @name: of the kernel
 * @architecture: (nullable): of the kernel, as of `uname -m`
 *
 * The names that the initrd of a kernel may have, in the order of GRUB's 10_linux; the first that
 * exists is the one. Fallback images are not among them.
 *
 * Returns: (transfer full) (array zero-terminated=1): names without directories
 */
char **kx_initrd_candidates (const KxKernelName *name,
                             const char *architecture) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_early_initrds:
 *
 * Returns: (transfer none) (array zero-terminated=1): names of microcode images; each that exists
 *   beside the kernel is loaded, in this order, before the initrd
 */
const char *const *kx_early_initrds (void);

G_END_DECLS
