/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * A list of setup_data: what a boot loader tells an x86 kernel beyond the zero page. Each node has
 * a header (physical address of the next one: 8 bytes, type: 4, length: 4) and right behind it its
 * contents. Source: Linux, Documentation/arch/x86/boot.rst, "setup_data".
 */

#define KX_SETUP_DATA_HEADER 16

/* Types: arch/x86/include/uapi/asm/setup_data.h. */
#define KX_SETUP_DATA_E820_EXT 1
#define KX_SETUP_DATA_DTB 2              /* a device tree */
#define KX_SETUP_DATA_PCI 3              /* the ROM of a device that only the firmware could read */
#define KX_SETUP_DATA_EFI 4
#define KX_SETUP_DATA_APPLE_PROPERTIES 5 /* of devices, of a Mac */
#define KX_SETUP_DATA_RNG_SEED 9

/* A block that is filled from its start to its end, or only measured. */
typedef struct
{
  guint8 *block;   /* zeroed; NULL: nothing is written, only `used` grows */
  guint64 address; /* physical address of the block */
  gsize used;      /* bytes */
  gsize link;      /* where in the block the address of the next node goes */
} KxSetupDataList;

/*
 * kx_setup_data_append:
 * @length: bytes of the contents
 * @align: of the contents, counted from the start of the block; a power of two, at least 8
 *
 * Appends a node.
 *
 * Returns: where in the block its contents go; they are zero
 */
gsize kx_setup_data_append (KxSetupDataList *list, guint32 type, guint32 length, gsize align);
