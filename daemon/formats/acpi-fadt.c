/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "acpi-fadt.h"

#include "bytes.h"

#define HEADER_SIZE 36
#define LENGTH 4
#define REVISION 8
#define FLAGS 112
#define RESET_REG_SUP (1u << 10)
#define RESET_REG 116 /* a generic address structure: space, width, bit, access size, address */
#define RESET_REG_ADDRESS (RESET_REG + 4)
#define RESET_VALUE 128
#define RESET_END 129

/* Before this revision there is no reset register, whatever the bytes say. */
#define FIRST_REVISION 2

/* Address spaces of the generic address structure. */
enum
{
  SPACE_MEMORY,
  SPACE_IO,
  SPACE_PCI,
};

static gboolean
sums_to_zero (const guint8 *bytes, gsize size)
{
  guint8 sum = 0;

  for (gsize i = 0; i < size; i++)
    sum = (guint8) (sum + bytes[i]);
  return sum == 0;
}

/* Can a device, function and offset of this kind be asked for through the ports 0xcf8 and 0xcfc? */
static gboolean
reachable (guint64 address)
{
  return (address >> 32) < 32 && ((address >> 16) & 0xffff) < 8 && (address & 0xffff) < 256;
}

gboolean
kx_acpi_fadt_parse (const guint8 *table, gsize size, KxReset *reset)
{
  KxReset found = { .space = KX_RESET_NONE };
  guint64 address;
  guint32 length;

  if (size < HEADER_SIZE || memcmp (table, "FACP", 4) != 0)
    return FALSE;
  length = kx_le32 (table + LENGTH);
  if (length < HEADER_SIZE || length > size || !sums_to_zero (table, length))
    return FALSE;

  if (length >= RESET_END && table[REVISION] >= FIRST_REVISION
      && (kx_le32 (table + FLAGS) & RESET_REG_SUP) != 0)
    {
      address = kx_le64 (table + RESET_REG_ADDRESS);
      if (address == 0)
        ; /* some firmware sets the flag all the same */
      else if (table[RESET_REG] == SPACE_IO && address <= G_MAXUINT16)
        found.space = KX_RESET_IO;
      else if (table[RESET_REG] == SPACE_PCI && reachable (address))
        found.space = KX_RESET_PCI;
      else if (table[RESET_REG] == SPACE_MEMORY)
        found.space = KX_RESET_MEMORY;

      if (found.space != KX_RESET_NONE)
        {
          found.address = address;
          found.value = table[RESET_VALUE];
        }
    }

  *reset = found;
  return TRUE;
}
