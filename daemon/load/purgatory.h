/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-facts.h"

/* Memory that must arrive as it is. */
typedef struct
{
  guint64 address; /* physical */
  const guint8 *bytes;
  gsize size;      /* bytes */
} KxCheckedRegion;

typedef struct
{
  guint64 entry;       /* physical address of the kernel's 64-bit entry */
  guint64 boot_params; /* physical address of the zero page */
  guint64 stamps;      /* physical address where the time stamps go */
  const KxCheckedRegion *regions;
  guint n_regions;
  KxReset reset;
  guint16 serial_port; /* 0: none */
} KxPurgatoryInput;

/* kx_purgatory_size: bytes of memory that it takes, its stack included; a multiple of 4096. */
gsize kx_purgatory_size (void);

/*
 * kx_purgatory_build:
 * @address: physical address at which it will lie; a multiple of 4096
 * @image: kx_purgatory_size() zeroed bytes, filled in
 * @entry: (out): where the running kernel is to jump to, a physical address
 * @error: KX_ERROR_UNSUPPORTED: more regions than it can check
 *
 * Lays out the purgatory that this program carries inside, and computes the sums that it compares.
 */
gboolean kx_purgatory_build (const KxPurgatoryInput *input, guint64 address, guint8 *image,
                             guint64 *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
