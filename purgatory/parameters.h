/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>

/*
 * What the daemon and the purgatory tell each other, and what the next boot reads. The purgatory
 * is compiled without a C library: nothing but fixed sizes here. Little-endian.
 */

/* The bytes of a region are summed in so many lanes, each a CRC32C of its own (crc32c.h). */
#define KX_PURGATORY_LANES 4

/* Regions that can be checked. */
#define KX_PURGATORY_REGIONS 32

typedef struct
{
  uint64_t address; /* physical */
  uint64_t size;    /* bytes */
  uint32_t sums[KX_PURGATORY_LANES];
} KxPurgatoryRegion;

/* How the machine is reset: the spaces of ACPI's generic address structure that a reset may use. */
enum
{
  KX_PURGATORY_RESET_NONE,
  KX_PURGATORY_RESET_IO,     /* an I/O port */
  KX_PURGATORY_RESET_PCI,    /* configuration space of bus 0: device << 32 | function << 16 | offset */
  KX_PURGATORY_RESET_MEMORY, /* a physical address */
};

/* The one structure that the daemon fills in, at the symbol of the same name. */
typedef struct
{
  uint64_t entry;         /* physical address of the next kernel's 64-bit entry */
  uint64_t boot_params;   /* physical address of its zero page */
  uint64_t stamps;        /* physical address of a KxPurgatoryStamps; 0: none are kept */
  uint64_t reset_address;
  uint64_t own_sum;       /* of what the purgatory itself does not change: entry.S */
  uint32_t reset_space;   /* KX_PURGATORY_RESET_… */
  uint32_t reset_value;   /* a byte */
  uint32_t serial_port;   /* I/O port of a 16550; 0: none */
  uint32_t n_regions;
  KxPurgatoryRegion regions[KX_PURGATORY_REGIONS];
  uint32_t version;       /* KX_PURGATORY_VERSION */
  uint32_t sum;           /* CRC32C of all that stands before it */
} KxPurgatoryParameters;

#define KX_PURGATORY_VERSION 1

/* "kexecdTS" */
#define KX_PURGATORY_STAMPS_MAGIC 0x535464636578656bULL
#define KX_PURGATORY_STAMPS_VERSION 1

/* `flags` of the time stamps. */
#define KX_PURGATORY_STAMPS_HARDWARE 1u /* the CPU's crc32 instruction was used */

/* What the purgatory leaves behind. Times are the CPU's time-stamp counter. */
typedef struct
{
  uint64_t magic;
  uint32_t version;
  uint32_t flags;
  uint64_t bytes;   /* that were checked */
  uint64_t entered; /* the running kernel handed over */
  uint64_t checked; /* everything was found as it should be */
  uint64_t left;    /* right before the jump to the next kernel */
} KxPurgatoryStamps;

/* entry.S reads it from there. */
_Static_assert (__builtin_offsetof (KxPurgatoryParameters, own_sum) == 32, "own_sum");

_Static_assert (sizeof (KxPurgatoryRegion) == 32, "no padding");
_Static_assert (sizeof (KxPurgatoryParameters) == 64 + 32 * KX_PURGATORY_REGIONS, "no padding");
_Static_assert (sizeof (KxPurgatoryStamps) == 48, "no padding");
