/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "page-table.h"

/* Bits of an entry (Intel SDM, volume 3, 4.5). */
#define PRESENT 0x001ULL
#define WRITABLE 0x002ULL
#define WRITE_THROUGH 0x008ULL
#define NOT_CACHED 0x010ULL
#define LARGE 0x080ULL
#define ADDRESS 0x000ffffffffff000ULL

/* A large page is an entry of the second level; each level has 9 bits of the address. */
#define LARGE_SHIFT 21
#define LEVEL_BITS 9

int
kx_page_table_map (KxPageTable *table, int levels, uint64_t address, int device)
{
  uint64_t *page = table->pages[0];

  for (int shift = LARGE_SHIFT + (levels - 2) * LEVEL_BITS; shift > LARGE_SHIFT;
       shift -= LEVEL_BITS)
    {
      uint64_t *entry = &page[address >> shift & 511];

      if (*entry == 0)
        {
          if (table->used + 1 >= KX_PAGE_TABLE_PAGES)
            return 0;
          table->used++;
          *entry = (uint64_t) (uintptr_t) table->pages[table->used] | PRESENT | WRITABLE;
        }
      page = (uint64_t *) (uintptr_t) (*entry & ADDRESS);
    }
  page[address >> LARGE_SHIFT & 511]
      = (address & ADDRESS & ~((1ULL << LARGE_SHIFT) - 1)) | PRESENT | WRITABLE | LARGE
        | (device ? WRITE_THROUGH | NOT_CACHED : 0);
  return 1;
}
