/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bzimage-setup.h"
#include "segments.h"

/* The kernel among the segments, and what it demands of its place. Physical addresses, bytes. */
typedef struct
{
  KxSegment segment;   /* without an address; the receiver's, with its buffer */
  guint64 room;        /* must be free, at least the segment's size */
  guint64 align;
  guint64 min;         /* lowest address */
  guint64 max;         /* behind the last byte */
  guint64 entry;       /* offset of the 64-bit entry from its start */
  gboolean randomised; /* it was given a random virtual address */
} KxKernelSegment;

/*
 * kx_kernel_segment_raw:
 * @bzimage: the whole file
 * @size: its length in bytes
 * @kaslr: it is to be given a random virtual address, where it was built for that
 * @random: chooses that address
 * @kernel: (out): untouched on failure
 * @error: as for kx_raw_kernel_unpack() and kx_raw_kernel_randomise()
 *
 * The kernel as it is when its own unpacker is done. Its image is secret where it was randomised.
 */
gboolean kx_kernel_segment_raw (const guint8 *bzimage, gsize size, gboolean kaslr, guint64 random,
                                KxKernelSegment *kernel, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kernel_segment_packed:
 * @bzimage: the whole file; must outlive @kernel
 * @size: its length in bytes
 * @setup: of it
 * @kernel: (out): untouched on failure
 * @error: KX_ERROR_UNSUPPORTED: it can only lie where it was linked for
 *
 * The part of a bzImage that runs in 64-bit mode; it unpacks itself, on BIOS somewhere else.
 */
gboolean kx_kernel_segment_packed (const guint8 *bzimage, gsize size, const KxBzimageSetup *setup,
                                   KxKernelSegment *kernel,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
