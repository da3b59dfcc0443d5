/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KX_XLF_KERNEL_64 (1 << 0) /* has the 64-bit entry */
#define KX_XLF_CAN_BE_LOADED_ABOVE_4G (1 << 1)
#define KX_XLF_5LEVEL (1 << 5)    /* may be entered with five levels of page tables */
#define KX_XLF_5LEVEL_ENABLED (1 << 6) /* … and goes on with them */

/** KxBzimageSetup: what a boot loader needs of a bzImage that it starts by itself. */
typedef struct
{
  gsize setup_size;     /* bytes before the protected-mode code, whose entry is at 0x200 in it */
  gsize payload;        /* offset in the file of the compressed kernel */
  gsize payload_size;   /* in bytes, with what its build appends */
  guint64 pref_address; /* physical address that it was linked for */
  guint64 init_size;    /* bytes of memory that it needs from there until it knows its memory map */
  guint32 alignment;    /* of its physical address: a power of two, 2 MiB at least */
  guint16 xloadflags;   /* KX_XLF_… */
  gboolean relocatable; /* it may lie elsewhere than at pref_address */
} KxBzimageSetup;

/**
 * kx_bzimage_setup_parse:
 * @image: the whole file, a bzImage that kx_bzimage_parse() accepts
 * @size: its length in bytes
 * @setup: (out): untouched on failure
 * @error: KX_ERROR_UNSUPPORTED: a boot protocol before 2.12, or no 64-bit entry;
 *   KX_ERROR_INVALID_IMAGE: no such header, or one that contradicts itself or the file's length
 *
 * Offsets: Linux, Documentation/arch/x86/boot.rst; the least alignment and the most memory:
 * MIN_KERNEL_ALIGN and KERNEL_IMAGE_SIZE in arch/x86/include/asm.
 */
gboolean kx_bzimage_setup_parse (const guint8 *image, gsize size, KxBzimageSetup *setup,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
