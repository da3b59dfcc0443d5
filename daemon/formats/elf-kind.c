/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "elf-kind.h"

#include "bytes.h"

#define EI_CLASS 4
#define EI_DATA 5
#define E_TYPE 0x10
#define HEADER_SIZE 0x40 /* with 64 bits; 32-bit ones are shorter, but no such file is */

#define CLASS_64 2
#define DATA_LITTLE_ENDIAN 1

#define ET_REL 1
#define ET_CORE 4
#define PT_INTERP 3

#define MULTIBOOT_MAGIC 0x1badb002
#define MULTIBOOT_SEARCH 8192

static gboolean
has_interpreter (const guint8 *head, gsize size)
{
  gboolean wide = head[EI_CLASS] == CLASS_64;
  guint64 offset = wide ? kx_le64 (head + 0x20) : kx_le32 (head + 0x1c);
  guint16 entry_size = kx_le16 (head + (wide ? 0x36 : 0x2a));
  guint16 count = kx_le16 (head + (wide ? 0x38 : 0x2c));

  for (; count > 0 && offset <= size && size - offset >= 4; count--, offset += entry_size)
    if (kx_le32 (head + offset) == PT_INTERP)
      return TRUE;

  return FALSE;
}

/* A Multiboot header is three words whose sum is zero, the first of them the magic number. */
static gboolean
has_multiboot (const guint8 *head, gsize size)
{
  for (gsize i = 0; i + 12 <= MIN (size, MULTIBOOT_SEARCH); i += 4)
    if (kx_le32 (head + i) == MULTIBOOT_MAGIC
        && kx_le32 (head + i) + kx_le32 (head + i + 4) + kx_le32 (head + i + 8) == 0)
      return TRUE;

  return FALSE;
}

KxElfKind
kx_elf_kind (const guint8 *head, gsize size)
{
  gboolean little_endian;
  guint16 type;

  if (size < HEADER_SIZE || !kx_bytes_at (head, size, 0, "\177ELF", 4))
    return KX_ELF_NONE;

  little_endian = head[EI_DATA] == DATA_LITTLE_ENDIAN;
  type = kx_le16 (head + E_TYPE);
  if (!little_endian)
    type = GUINT16_SWAP_LE_BE (type);

  if (type == ET_REL)
    return KX_ELF_OBJECT;
  if (type == ET_CORE)
    return KX_ELF_CORE;
  if (little_endian && has_interpreter (head, size))
    return KX_ELF_PROGRAM;
  if (little_endian && has_multiboot (head, size))
    return KX_ELF_MULTIBOOT;

  return KX_ELF_KERNEL;
}
