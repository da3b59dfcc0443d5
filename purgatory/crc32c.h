/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "parameters.h"

/*
 * CRC32C (Castagnoli; RFC 3720, 12.1) for the daemon, which computes sums, and for the purgatory,
 * which compares them: the same source for both. No C library, no state but the caller's.
 */
typedef struct
{
  int instruction;         /* the CPU does it; else the table below is used */
  uint32_t table[8][256];
} KxCrc32c;

/*
 * kx_crc32c_init:
 * @instruction: what kx_crc32c_instruction_present() says; 0: do without
 */
void kx_crc32c_init (KxCrc32c *crc, int instruction);

/* kx_crc32c_sum: the CRC32C of @size bytes. */
uint32_t kx_crc32c_sum (const KxCrc32c *crc, const uint8_t *bytes, size_t size);

/*
 * kx_crc32c_lanes:
 * @sums: (out): a CRC32C for each lane
 *
 * The lanes lie one behind the other, each of kx_crc32c_lane_size() bytes, the last one with all
 * that is left. They are summed side by side, because a CPU that waits for the sum of one word can
 * begin with those of others.
 */
void kx_crc32c_lanes (const KxCrc32c *crc, const uint8_t *bytes, size_t size,
                      uint32_t sums[KX_PURGATORY_LANES]);

/* kx_crc32c_lane_size: bytes of each lane but the last, a multiple of 8. */
static inline size_t
kx_crc32c_lane_size (size_t size)
{
  return size / (KX_PURGATORY_LANES * sizeof (uint64_t)) * sizeof (uint64_t);
}

/* Of the architecture: whether the CPU has an instruction for it … */
int kx_crc32c_instruction_present (void);

/* … and what it makes of it. Sums are as they run: not inverted at either end. */
uint32_t kx_crc32c_instruction_update (uint32_t running, const uint8_t *bytes, size_t size);

/* @bytes: four lanes of @lane_size bytes each, a multiple of 8. */
void kx_crc32c_instruction_lanes (uint32_t running[KX_PURGATORY_LANES], const uint8_t *bytes,
                                  size_t lane_size);
