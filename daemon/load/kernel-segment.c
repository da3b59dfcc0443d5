/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-segment.h"

#include "error.h"
#include "pages.h"
#include "raw-kernel.h"

#define LARGE_PAGE G_GUINT64_CONSTANT (2097152)
#define LIMIT_4G (G_GUINT64_CONSTANT (1) << 32)

/* Where the 64-bit entry lies in the part of a bzImage that is loaded (boot.rst). */
#define ENTRY_64 0x200

gboolean
kx_kernel_segment_raw (const guint8 *bzimage, gsize size, gboolean kaslr, guint64 random,
                       KxKernelSegment *kernel, GError **error)
{
  g_auto (KxRawKernel) raw = { 0 };
  gboolean randomise;

  if (!kx_raw_kernel_unpack (bzimage, size, &raw, error))
    return FALSE;

  /* A kernel without tables was built without KASLR. */
  randomise = kaslr && raw.relocatable;
  if (randomise && !kx_raw_kernel_randomise (&raw, random, error))
    return FALSE;

  *kernel = (KxKernelSegment){
    .segment = { .buffer = raw.image,
                 .bytes = raw.image.bytes,
                 .size = raw.image.size,
                 .checked = raw.image.size,
                 .memory_size = raw.span },
    /* It maps itself in large pages, the last of which must be memory, too. */
    .room = kx_round_up (raw.span, LARGE_PAGE),
    .align = raw.align,
    .min = raw.min_address,
    .max = G_MAXUINT64,
    .entry = raw.entry,
    .randomised = randomise,
  };
  raw.image = (KxBuffer){ 0 };
  return TRUE;
}

gboolean
kx_kernel_segment_packed (const guint8 *bzimage, gsize size, const KxBzimageSetup *setup,
                          KxKernelSegment *kernel, GError **error)
{
  gboolean high = (setup->xloadflags & KX_XLF_CAN_BE_LOADED_ABOVE_4G) != 0;
  gsize content = size - setup->setup_size;
  guint64 memory = kx_round_up (MAX (setup->init_size, content), KX_PAGE_SIZE);

  if (!setup->relocatable)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel was built without CONFIG_RELOCATABLE");
      return FALSE;
    }

  *kernel = (KxKernelSegment){
    .segment = { .bytes = bzimage + setup->setup_size,
                 .size = content,
                 .checked = content,
                 .memory_size = memory },
    .room = memory,
    .align = setup->alignment,
    .min = setup->pref_address,
    .max = high ? G_MAXUINT64 : LIMIT_4G,
    .entry = ENTRY_64,
  };
  return TRUE;
}
