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
  gsize stamps;  /* where the time stamps go: a zeroed KxPurgatoryStamps (purgatory/parameters.h) */
} KxBootParamsLayout;

/* The type of the time stamps' node among setup_data: "kxec", little-endian. */
#define KX_SETUP_DATA_STAMPS 0x6365786bu

/* kx_boot_params_size: bytes that the block takes; a multiple of 4096. */
gsize kx_boot_params_size (const KxBootParams *params);

/*
 * kx_boot_params_build:
 * @address: physical address at which the block will lie: a multiple of 4096, in memory that the
 *   running kernel maps, below or above 4 GiB
 * @block: kx_boot_params_size() zeroed bytes, filled in: the zero page first, the command line,
 *   setup_data (memory ranges beyond 128, EFI, what is handed on, seed), EFI's memory map, and in a
 *   page of its own the time stamps, which are the last setup_data
 * @layout: (out): untouched on failure
 * @error: KX_ERROR_INVALID_IMAGE: the setup header contradicts itself; KX_ERROR_UNSUPPORTED: the
 *   command line is too long for this kernel, or it cannot be told what lies above 4 GiB
 *
 * The new kernel shows the time stamps in /sys/kernel/boot_params/setup_data/N/data, where
 * type is KX_SETUP_DATA_STAMPS; it keeps that memory.
 *
 * Offsets: Linux, Documentation/arch/x86/boot.rst and zero-page.rst,
 * arch/x86/include/uapi/asm/bootparam.h and setup_data.h; what is filled in:
 * arch/x86/kernel/kexec-bzimage64.c.
 */
gboolean kx_boot_params_build (const KxBootParams *params, guint64 address, guint8 *block,
                               KxBootParamsLayout *layout,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
