/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/* Bytes from the start of a file that kx_kernel_image_parse() wants to see, where it has them: the
 * largest setup code that a bzImage's header can express, (255 + 1) sectors. */
#define KX_KERNEL_HEAD_SIZE ((gsize) 256 * 512)

/**
 * kx_kernel_image_parse:
 * @head: (nullable): the first bytes of a file: all of it, or at least KX_KERNEL_HEAD_SIZE; %NULL
 *   if @head_size is 0
 * @head_size: how many there are
 * @file_size: the length of the whole file in bytes; what @head has beyond it is not looked at
 * @facts: (out): to be freed with kx_kernel_facts_clear(); untouched on failure
 * @error: KX_ERROR_INCOMPLETE: empty, or shorter than its header says: may become whole;
 *   KX_ERROR_UNSUPPORTED: a kernel, in a shape that is not loaded; KX_ERROR_INVALID_IMAGE: a
 *   damaged kernel, or none. The message names the file for what it is
 *
 * Recognises a bzImage or an arm64 Image, for whatever machine, and checks that kexec_file_load()
 * accepts it as far as its head can tell. The signature is not looked at.
 *
 * Returns: whether @facts was filled in
 */
gboolean kx_kernel_image_parse (const guint8 *head, gsize head_size, guint64 file_size,
                                KxKernelFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_image_find_release:
 * @data: a whole uncompressed kernel, such as an arm64 Image
 * @size: its length in bytes
 *
 * Returns: (transfer full) (nullable): the release that the kernel's banner names; %NULL without
 *   one
 */
char *kx_kernel_image_find_release (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
