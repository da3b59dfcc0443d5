/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crc32c.h"

/* The polynomial 0x1edc6f41, its bits in reverse. */
#define POLYNOMIAL 0x82f63b78u

void
kx_crc32c_init (KxCrc32c *crc, int instruction)
{
  crc->instruction = instruction;
  if (instruction)
    return;
  for (uint32_t byte = 0; byte < 256; byte++)
    {
      uint32_t sum = byte;

      for (int bit = 0; bit < 8; bit++)
        sum = (sum >> 1) ^ (POLYNOMIAL & -(sum & 1));
      crc->table[0][byte] = sum;
    }
  /* What a byte comes to when zeros follow it: eight bytes can be looked up at once. */
  for (int zeros = 1; zeros < 8; zeros++)
    for (uint32_t byte = 0; byte < 256; byte++)
      {
        uint32_t before = crc->table[zeros - 1][byte];

        crc->table[zeros][byte] = (before >> 8) ^ crc->table[0][before & 0xff];
      }
}

static uint32_t
table_update (const KxCrc32c *crc, uint32_t running, const uint8_t *bytes, size_t size)
{
  const uint8_t *end = bytes + size;

  for (; end - bytes >= 8; bytes += 8)
    {
      running ^= (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16
                 | (uint32_t) bytes[3] << 24;
      running = crc->table[7][running & 0xff] ^ crc->table[6][running >> 8 & 0xff]
                ^ crc->table[5][running >> 16 & 0xff] ^ crc->table[4][running >> 24]
                ^ crc->table[3][bytes[4]] ^ crc->table[2][bytes[5]] ^ crc->table[1][bytes[6]]
                ^ crc->table[0][bytes[7]];
    }
  for (; bytes < end; bytes++)
    running = (running >> 8) ^ crc->table[0][(running ^ *bytes) & 0xff];
  return running;
}

static uint32_t
update (const KxCrc32c *crc, uint32_t running, const uint8_t *bytes, size_t size)
{
  return crc->instruction ? kx_crc32c_instruction_update (running, bytes, size)
                          : table_update (crc, running, bytes, size);
}

uint32_t
kx_crc32c_sum (const KxCrc32c *crc, const uint8_t *bytes, size_t size)
{
  return ~update (crc, ~0u, bytes, size);
}

void
kx_crc32c_lanes (const KxCrc32c *crc, const uint8_t *bytes, size_t size,
                 uint32_t sums[KX_PURGATORY_LANES])
{
  size_t lane_size = kx_crc32c_lane_size (size);
  size_t rest = lane_size * KX_PURGATORY_LANES;

  for (int lane = 0; lane < KX_PURGATORY_LANES; lane++)
    sums[lane] = ~0u;
  if (crc->instruction)
    kx_crc32c_instruction_lanes (sums, bytes, lane_size);
  else
    for (int lane = 0; lane < KX_PURGATORY_LANES; lane++)
      sums[lane] = table_update (crc, sums[lane], bytes + (size_t) lane * lane_size, lane_size);
  sums[KX_PURGATORY_LANES - 1]
      = update (crc, sums[KX_PURGATORY_LANES - 1], bytes + rest, size - rest);
  for (int lane = 0; lane < KX_PURGATORY_LANES; lane++)
    sums[lane] = ~sums[lane];
}
