/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "e820.h"

#include "bytes.h"

#define COUNT 0x1e8
#define TABLE 0x2d0
#define TABLE_MAX 128
#define ENTRY_SIZE 20

/* RAM in which the kernel before kept something for this one: E820_TYPE_RESERVED_KERN in Linux,
 * arch/x86/include/asm/e820/types.h, which kexec_file_load() hands on. */
#define KEPT_BY_KERNEL 128

void
kx_e820_parse_extension (const guint8 *bytes, gsize size, GArray *ranges)
{
  for (; size >= ENTRY_SIZE; bytes += ENTRY_SIZE, size -= ENTRY_SIZE)
    {
      KxMemoryRange range = { .start = kx_le64 (bytes), .type = kx_le32 (bytes + 16) };

      if (!g_uint64_checked_add (&range.end, range.start, kx_le64 (bytes + 8)))
        range.end = G_MAXUINT64;
      if (range.type == KEPT_BY_KERNEL)
        range.type = KX_MEMORY_RAM;
      if (range.start < range.end && range.type != 0)
        g_array_append_val (ranges, range);
    }
}

void
kx_e820_parse_boot_params (const guint8 *bytes, gsize size, GArray *ranges)
{
  gsize entries;

  if (size < TABLE)
    return;
  entries = MIN (MIN (bytes[COUNT], TABLE_MAX), (size - TABLE) / ENTRY_SIZE);
  kx_e820_parse_extension (bytes + TABLE, entries * ENTRY_SIZE, ranges);
}
