/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check.h"

int
kx_purgatory_check (const KxCrc32c *crc, const KxPurgatoryParameters *parameters, uint64_t *bytes)
{
  *bytes = 0;
  if (parameters->version != KX_PURGATORY_VERSION || parameters->n_regions > KX_PURGATORY_REGIONS
      || kx_crc32c_sum (crc, (const uint8_t *) parameters, offsetof (KxPurgatoryParameters, sum))
             != parameters->sum)
    return KX_PURGATORY_BAD_PARAMETERS;
  for (uint32_t i = 0; i < parameters->n_regions; i++)
    {
      const KxPurgatoryRegion *region = &parameters->regions[i];
      uint32_t sums[KX_PURGATORY_LANES];
      uint32_t difference = 0;

      kx_crc32c_lanes (crc, (const uint8_t *) (uintptr_t) region->address, region->size, sums);
      for (int lane = 0; lane < KX_PURGATORY_LANES; lane++)
        difference |= sums[lane] ^ region->sums[lane];
      if (difference != 0)
        return (int) i + 1;
      *bytes += region->size;
    }
  return KX_PURGATORY_GOOD;
}
