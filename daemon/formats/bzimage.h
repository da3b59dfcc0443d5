/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/**
 * kx_bzimage_probe:
 *
 * Returns: whether the file announces itself as a kernel for x86 ("HdrS" at 0x202)
 */
gboolean kx_bzimage_probe (const guint8 *head, gsize head_size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_bzimage_needed:
 * @head: the first bytes of a file
 * @head_size: how many there are
 *
 * Returns: how many of the first bytes kx_bzimage_parse() has to see, which is up to the release;
 *   0 for what is no bzImage
 */
gsize kx_bzimage_needed (const guint8 *head, gsize head_size);

/**
 * kx_bzimage_parse:
 * @head: the first bytes of the file; all of it, or at least as many as kx_bzimage_needed()
 * @head_size: how many there are
 * @file_size: the length of the file in bytes
 * @facts: (out): untouched on failure
 * @error: KX_ERROR_INCOMPLETE: the file is shorter than its header says; KX_ERROR_UNSUPPORTED: a
 *   kernel that kexec_file_load() refuses (older protocol, 32 bits, …); KX_ERROR_INVALID_IMAGE:
 *   the header contradicts itself
 *
 * Reads and checks a bzImage. Offsets: Linux, Documentation/arch/x86/boot.rst; what is refused:
 * arch/x86/kernel/kexec-bzimage64.c.
 *
 * Returns: whether this is a bzImage that kexec_file_load() accepts
 */
gboolean kx_bzimage_parse (const guint8 *head, gsize head_size, guint64 file_size,
                           KxKernelFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
