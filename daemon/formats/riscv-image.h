/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/**
 * kx_riscv_image_probe:
 *
 * Returns: whether the file announces itself as a kernel for RISC-V ("RSC\5" at 0x38 or, in old
 *   ones, "RISCV" at 0x30)
 */
gboolean kx_riscv_image_probe (const guint8 *head, gsize head_size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_riscv_image_parse:
 * @head: the first bytes of the file
 * @head_size: how many there are
 * @file_size: the length of the file in bytes
 * @facts: (out): untouched on failure
 * @error: KX_ERROR_INCOMPLETE: the file is shorter than its header; KX_ERROR_UNSUPPORTED: a kernel
 *   that kexec_file_load() refuses; KX_ERROR_INVALID_IMAGE: the header contradicts itself
 *
 * Offsets: Linux, Documentation/arch/riscv/boot-image-header.rst; what is refused:
 * arch/riscv/kernel/kexec_image.c, which came with Linux 6.16: an older running kernel loads no
 * Image with kexec_file_load() at all, and says so.
 *
 * Returns: whether this is an Image that kexec_file_load() accepts
 */
gboolean kx_riscv_image_parse (const guint8 *head, gsize head_size, guint64 file_size,
                               KxKernelFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_riscv_image_describe:
 * @head: the first bytes of an Image that is yet to be unpacked
 * @head_size: how many there are
 * @facts: (out): what they tell, without any check; untouched on failure
 *
 * Returns: whether this is the beginning of a kernel for RISC-V, at least 64 bytes of it
 */
gboolean kx_riscv_image_describe (const guint8 *head, gsize head_size,
                                  KxKernelFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
