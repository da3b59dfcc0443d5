/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "buffer.h"

/*
 * A kernel as it lies in memory when it starts: what is inside a bzImage, unpacked and laid out.
 * All zero: none.
 */
typedef struct
{
  KxBuffer image;       /* from the lowest physical address on; whole pages, no zeros at the end */
  guint64 span;         /* bytes of memory that it takes, those included; a multiple of 4096 */
  guint64 align;        /* of its physical address */
  guint64 min_address;  /* the lowest physical address at which it may lie */
  guint64 entry;        /* offset of the entry from the start of the image */
  gboolean relocatable; /* it carries relocation tables: its virtual address can be changed */

  /* for kx_raw_kernel_randomise() */
  guint64 virtual_address; /* that it was linked for */
  KxBuffer relocations;    /* the tables, as they are */
} KxRawKernel;

/*
 * kx_raw_kernel_unpack:
 * @bzimage: the whole file
 * @size: its length in bytes
 * @kernel: (out): all zero, or of before; filled in, untouched on failure
 * @error: KX_ERROR_UNSUPPORTED: a codec or relocation format that is not known, …: the message says
 *   which, as a reason for doing it another way; KX_ERROR_INVALID_IMAGE: damaged;
 *   KX_ERROR_NO_MEMORY
 *
 * The expanded file is gone when this returns. Linux maps itself with pages of 2 MiB and wants all
 * of the last one to be RAM: whoever places it takes `span` rounded up to that.
 */
gboolean kx_raw_kernel_unpack (const guint8 *bzimage, gsize size, KxRawKernel *kernel,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_raw_kernel_randomise:
 * @random: chooses among the slots, each of them equally likely
 * @error: KX_ERROR_INVALID_IMAGE: a relocation outside of the image; it is of no use then
 *
 * Moves the kernel to another virtual address, as its own decompressor would do (KASLR). Once only:
 * the tables are gone afterwards, and the image is a secret. Needs `relocatable`.
 */
gboolean kx_raw_kernel_randomise (KxRawKernel *kernel, guint64 random,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void kx_raw_kernel_clear (KxRawKernel *kernel);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxRawKernel, kx_raw_kernel_clear)
