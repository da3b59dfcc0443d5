/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Types of e820, as in the kernel's arch/x86/include/asm/e820/types.h. */
typedef enum
{
  KX_MEMORY_RAM = 1,
  KX_MEMORY_RESERVED = 2,
  KX_MEMORY_ACPI = 3,
  KX_MEMORY_NVS = 4,
  KX_MEMORY_UNUSABLE = 5,
  KX_MEMORY_PMEM = 7,
  KX_MEMORY_PRAM = 12,
  KX_MEMORY_SOFT_RESERVED = 0xefffffff,
} KxMemoryType;

/*
 * kx_memory_type_from_string: of a name in /sys/firmware/memmap (e820_type_to_string() in the
 * kernel's arch/x86/kernel/e820.c); what is not known is reserved.
 */
guint32 kx_memory_type_from_string (const char *name);

/* Physical addresses. */
typedef struct
{
  guint64 start;
  guint64 end; /* behind the last byte */
  guint32 type; /* KxMemoryType */
} KxMemoryRange;

/* More ranges than any firmware tells. */
#define KX_MEMORY_RANGES_MAX 1024

/* The memory of this machine. Immutable. */
typedef struct
{
  GArray *firmware; /* KxMemoryRange, ascending, not overlapping: what the next kernel is told */
  GArray *usable;   /* KxMemoryRange of RAM, ascending: where segments may lie; whole pages */
  guint64 ram;      /* bytes of RAM in `firmware` */
} KxMemoryMap;

/*
 * kx_memory_map_new:
 * @firmware: KxMemoryRange in any order, as in /sys/firmware/memmap. Where they overlap, the highest
 *   type holds, as it does in the kernel
 * @booted: (nullable): KxMemoryRange in any order: what the running kernel was told when it started.
 *   RAM that is not in it was plugged in since, and neither told nor used: the next kernel finds
 *   it as this one did. NULL: not known
 * @iomem: the text of /proc/iomem, read with the right to see addresses
 * @error: KX_ERROR_UNSUPPORTED: no memory map, addresses hidden (all zero), or ranges that contradict
 *   each other
 *
 * What may be used is RAM in all of them, without the first MiB, without what the running kernel
 * set aside inside of it (crash kernel, reserved, firmware tables, memory that a driver manages), and
 * without its code, in which its other CPUs wait to be started anew.
 *
 * Returns: (transfer full)
 */
KxMemoryMap *kx_memory_map_new (const GArray *firmware, const GArray *booted, const char *iomem,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_memory_map_limit:
 * @cmdline: of the next kernel
 * @error: KX_ERROR_UNSUPPORTED as for kx_memory_options_parse(), or where it leaves nothing
 *
 * The same map, but what that kernel is told to leave alone (mem=, memmap=) is not usable.
 *
 * Returns: (transfer full)
 */
KxMemoryMap *kx_memory_map_limit (const KxMemoryMap *map, const char *cmdline,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void kx_memory_map_free (KxMemoryMap *map);

/*
 * kx_memory_map_digest:
 *
 * Returns: (transfer full): SHA-256 in hexadecimal of all that it says: another map has another one
 */
char *kx_memory_map_digest (const KxMemoryMap *map) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemoryMap, kx_memory_map_free)
