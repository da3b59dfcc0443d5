/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-facts.h"
#include "buffer.h"
#include "memory-map.h"
#include "method.h"

/* The kernel takes no more (KEXEC_SEGMENT_MAX). */
#define KX_SEGMENTS_MAX 16

/* What lies where when the next kernel starts. */
typedef struct
{
  KxBuffer buffer;
  const guint8 *bytes;  /* buffer's, or somebody else's who outlives this */
  gsize size;           /* bytes of content */
  guint64 address;      /* physical; a multiple of 4096 */
  guint64 memory_size;  /* bytes of memory; a multiple of 4096; zeros behind the content */
  gsize checked;        /* so many bytes of the content are compared before the kernel starts */
} KxSegment;

/* Everything that kexec_load() is given. Secret: it tells where the next kernel lies. */
typedef struct
{
  KxSegment items[KX_SEGMENTS_MAX];
  guint n;
  guint64 entry;  /* physical address */
  guint64 memory; /* bytes of memory that the running kernel takes for it */
  KxMethod method;
  gboolean randomised;      /* the kernel was given a random virtual address */
  gboolean initrd_expanded;
} KxSegments;

/* What they are made from. */
typedef struct
{
  const guint8 *kernel; /* a bzImage */
  gsize kernel_size;
  const guint8 *initrd; /* NULL: none */
  gsize initrd_size;
  const char *cmdline;
  const KxMemoryMap *map;
  const KxBootFacts *facts;
  guint64 available;    /* bytes of memory that may be taken, in all */
  const guint8 *random; /* KX_SEGMENTS_RANDOM fresh random bytes; a test's are not */
} KxSegmentsInput;

#define KX_SEGMENTS_RANDOM 128

/*
 * kx_segments_new:
 * @method: KX_METHOD_RAW or KX_METHOD_BZIMAGE
 * @error: KX_ERROR_UNSUPPORTED: this way does not do for this image or machine: the message is the
 *   reason to take another; KX_ERROR_INVALID_IMAGE; KX_ERROR_NO_MEMORY
 *
 * @input and what it points to must outlive the result.
 */
KxSegments *kx_segments_new (const KxSegmentsInput *input, KxMethod method,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Wipes what is secret. */
void kx_segments_free (KxSegments *segments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxSegments, kx_segments_free)
