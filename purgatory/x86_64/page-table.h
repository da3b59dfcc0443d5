/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>

/*
 * Page tables that map a few places to themselves: the running kernel's leave out what is not
 * memory, and that is where a reset register may be.
 *
 * Enough for three pages of 2 MiB in different corners, with five levels: the top, and three tables
 * on each level below it.
 */
#define KX_PAGE_TABLE_PAGES 10

typedef struct
{
  uint64_t pages[KX_PAGE_TABLE_PAGES][512]; /* zeroed; the first one is the top */
  uint32_t used;                            /* 0: only the top */
} __attribute__ ((aligned (4096))) KxPageTable;

/*
 * kx_page_table_map:
 * @levels: 4 or 5
 * @address: physical; the 2 MiB around it are mapped
 * @device: not to be cached
 *
 * Returns: 0 where there is no room any more, 1 on success
 */
int kx_page_table_map (KxPageTable *table, int levels, uint64_t address, int device);
