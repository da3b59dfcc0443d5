/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-facts.h"
#include "memory-map.h"

/* What the boot parameters are made from. */
typedef struct
{
  const KxBootFacts *facts;
  const KxMemoryMap *map;
  const guint8 *image;    /* the bzImage: its setup header is handed on */
  gsize image_size;
  const char *cmdline;
  guint64 initrd_address; /* 0: no initrd */
  guint64 initrd_size;    /* bytes */
  gboolean kaslr;         /* the kernel was given a random place: it randomises the rest, too */
  guint8 seed[32];        /* fresh random bytes */
} KxBootParams;

/* Where things lie in the block, in bytes from its start. */
typedef struct
{
  gsize checked; /* so many bytes do not change any more: those before the time stamps' page */
  gsize stamps;  /* the contents of the node with the time stamps (purgatory/parameters.h) */
} KxBootParamsLayout;

/* The type of the time stamps' node among setup_data: "kxec", little-endian. */
#define KX_SETUP_DATA_STAMPS 0x6365786bu

/* kx_boot_params_size: bytes that the block takes; a multiple of 4096. */
gsize kx_boot_params_size (const KxBootParams *params);

/*
 * kx_boot_params_build:
 * @address: physical address at which the block will lie
 * @block: kx_boot_params_size() zeroed bytes, filled in: the zero page first, then command line, setup_data
 *   (memory ranges beyond 128, EFI, seed, stamps), EFI memory map
 * @layout: (out)
 * @error: KX_ERROR_INVALID_IMAGE: the setup header contradicts itself; KX_ERROR_UNSUPPORTED
 *
 * Offsets: Linux, Documentation/arch/x86/boot.rst and zero-page.rst,
 * arch/x86/include/uapi/asm/bootparam.h and setup_data.h.
 */
gboolean kx_boot_params_build (const KxBootParams *params, guint64 address, guint8 *block,
                               KxBootParamsLayout *layout, GError **error) G_GNUC_WARN_UNUSED_RESULT;
