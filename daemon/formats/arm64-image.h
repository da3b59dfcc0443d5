/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/**
 * kx_arm64_image_probe:
 *
 * Returns: whether the file announces itself as an arm64 Image ("ARM\x64" at 0x38)
 */
gboolean kx_arm64_image_probe (const guint8 *head, gsize head_size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_arm64_image_parse:
 * @head: the first bytes of the file; all of it, or at least KX_KERNEL_HEAD_SIZE
 * @head_size: how many there are
 * @file_size: the length of the file in bytes
 * @facts: (out): untouched on failure; never with a release, see kx_kernel_image_find_release()
 * @error: KX_ERROR_INCOMPLETE: the file is shorter than its headers say; KX_ERROR_UNSUPPORTED:
 *   older than Linux 3.17, which kexec_file_load() refuses; KX_ERROR_INVALID_IMAGE: the header
 *   contradicts itself or the file
 *
 * Reads and checks an arm64 Image. Offsets: Linux, Documentation/arch/arm64/booting.rst; what is
 * refused: arch/arm64/kernel/kexec_image.c. The header itself promises memory, not bytes of the
 * file: these come from the section table of the PE header that every kernel with an EFI stub has.
 *
 * Returns: whether this is an Image that kexec_file_load() accepts
 */
gboolean kx_arm64_image_parse (const guint8 *head, gsize head_size, guint64 file_size,
                               KxKernelFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_arm64_image_describe:
 * @head: the first bytes of an arm64 Image that is yet to be unpacked
 * @head_size: how many there are
 * @facts: (out): what they tell, without any check; untouched on failure
 *
 * Returns: whether this is the beginning of an arm64 Image, at least 64 bytes of it
 */
gboolean kx_arm64_image_describe (const guint8 *head, gsize head_size,
                                  KxKernelFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
