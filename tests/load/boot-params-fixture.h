/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-params.h"

#if defined __x86_64__

/* What a kernel would read: its own declarations, not ours. */
#include <asm/bootparam.h>

/* Where the setup header of the image ends. */
#define HEADER_END 0x26c

/* A block of boot parameters, and what it is made from. */
typedef struct
{
  guint8 image[1024];
  KxBootFacts *facts;
  KxMemoryMap map;
  KxBootParams params;
  guint64 address;
  KxBootParamsLayout layout;
  guint8 *block;
  gsize size;
} Fixture;

/* A machine without EFI, with more of everything than zero; the same with EFI: three descriptors. */
void set_up (Fixture *fixture, gconstpointer user_data);
void set_up_efi (Fixture *fixture, gconstpointer user_data);
void tear_down (Fixture *fixture, gconstpointer user_data);

void add_range (Fixture *fixture, guint64 start, guint64 end, guint32 type);

/* Builds the block anew. */
const struct boot_params *build (Fixture *fixture);

/* What lies at a physical address: @length bytes that must be in the block. */
const void *at (const Fixture *fixture, guint64 address, gsize length);

/* Follows the list of setup_data as a kernel does; NULL where there is no such node. */
const struct setup_data *find (const Fixture *fixture, guint32 type);

#endif
