/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"
#include "kernel-facts.h"
#include "uki-layout.h"

G_BEGIN_DECLS

/* Bytes from the start of a file that kx_kernel_image_parse() may want to see, where it has them:
 * the largest setup code that a bzImage's header can express, (255 + 1) sectors. */
#define KX_KERNEL_HEAD_SIZE ((gsize) 256 * 512)

/**
 * KxPacking:
 * @KX_PACKING_NONE: what kexec_file_load() takes as it is; or no kernel at all
 * @KX_PACKING_UKI: a unified kernel image, the kernel in its section .linux
 * @KX_PACKING_ZBOOT: an EFI program that unpacks itself
 * @KX_PACKING_COMPRESSED: a compressed file
 *
 * What a kernel may be wrapped in.
 */
typedef enum
{
  KX_PACKING_NONE,
  KX_PACKING_UKI,
  KX_PACKING_ZBOOT,
  KX_PACKING_COMPRESSED,
} KxPacking;

/**
 * kx_kernel_image_packing:
 * @head: the first bytes of a file
 * @head_size: how many there are
 *
 * Returns: what has to be taken off before there is a kernel
 */
KxPacking kx_kernel_image_packing (const guint8 *head, gsize head_size);

/**
 * kx_kernel_image_needed:
 * @head: the first bytes of a file
 * @head_size: how many there are, at least 4096 where the file has them
 *
 * Returns: how many of the first bytes kx_kernel_image_parse() wants to see: @head_size where it
 *   has seen enough, at most KX_KERNEL_HEAD_SIZE
 */
gsize kx_kernel_image_needed (const guint8 *head, gsize head_size);

/**
 * kx_kernel_image_parse:
 * @head: (nullable): the first bytes of a file: all of it, or at least as many as
 *   kx_kernel_image_needed(); %NULL if @head_size is 0
 * @head_size: how many there are
 * @file_size: the length of the whole file in bytes; what @head has beyond it is not looked at
 * @facts: (out): to be freed with kx_kernel_facts_clear(); untouched on failure
 * @error: KX_ERROR_INCOMPLETE: empty, or shorter than its header says: may become whole. Or, of a
 *   compressed file or a unified kernel image that is longer than @head: more must be seen of it;
 *   KX_ERROR_UNSUPPORTED: a kernel, in a shape that is not loaded; KX_ERROR_INVALID_IMAGE: a
 *   damaged kernel, or none. The message names the file for what it is
 *
 * Recognises a kernel for x86_64, arm64 or RISC-V, for whatever machine, plain or packed, and
 * checks that kexec_file_load() accepts it as far as its head can tell. The signature is not
 * looked at. Of what is compressed only the beginning is unpacked.
 *
 * Returns: whether @facts was filled in
 */
gboolean kx_kernel_image_parse (const guint8 *head, gsize head_size, guint64 file_size,
                                KxKernelFacts *facts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_image_parse_uki:
 * @layout: the sections of a unified kernel image
 * @head: the first bytes of its section .linux, as many as kx_kernel_image_parse() wants
 * @head_size: how many there are
 * @facts: (out): as for kx_kernel_image_parse()
 * @error: as for kx_kernel_image_parse()
 *
 * Returns: whether @facts was filled in
 */
gboolean kx_kernel_image_parse_uki (const KxUkiLayout *layout, const guint8 *head, gsize head_size,
                                    KxKernelFacts *facts,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_image_unpack:
 * @data: a whole kernel of KX_PACKING_ZBOOT or KX_PACKING_COMPRESSED
 * @size: its length in bytes
 * @cap: the most bytes that may come out
 * @sink: is given the kernel, piece by piece
 * @user_data: for @sink
 * @error: as for kx_decompress(); or as for kx_zboot_parse()
 *
 * Returns: whether all was unpacked, or @sink had enough
 */
gboolean kx_kernel_image_unpack (const guint8 *data, gsize size, guint64 cap, KxDecompressSink sink,
                                 gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_image_find_release:
 * @data: a whole kernel, such as an arm64 Image, plain or packed; no unified kernel image
 * @size: its length in bytes
 * @cap: the most bytes that are unpacked
 *
 * Returns: (transfer full) (nullable): the release that the kernel's banner names; %NULL without
 *   one
 */
char *kx_kernel_image_find_release (const guint8 *data, gsize size,
                                    guint64 cap) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
