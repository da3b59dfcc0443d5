/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "initramfs.h"

#include "bytes.h"

/* The header of an entry: a magic number of 6 characters, then 13 numbers of 8 hexadecimal digits
 * each. The name follows it, and then the contents, each padded to a multiple of 4 bytes from the
 * beginning of the archive. */
#define HEADER 110
#define FILE_SIZE 54 /* where the number is */
#define NAME_SIZE 94
#define DIGITS 8
#define ALIGN ((gsize) 4)

/* After a boot configuration: its length and the sum of its bytes, 4 bytes each, and this. */
#define CONFIG_MAGIC "#BOOTCONFIG\n"
#define CONFIG_FOOTER (8 + sizeof CONFIG_MAGIC - 1)

static guint64
round_up (guint64 value)
{
  return (value + ALIGN - 1) / ALIGN * ALIGN;
}

static gboolean
read_number (const guint8 *digits, guint64 *number)
{
  *number = 0;
  for (gsize i = 0; i < DIGITS; i++)
    {
      if (!g_ascii_isxdigit ((char) digits[i]))
        return FALSE;
      *number = *number << 4 | (guint64) g_ascii_xdigit_value ((char) digits[i]);
    }
  return TRUE;
}

/* Where the entry at @offset ends, with its padding; 0: there is no whole one. */
static gsize
find_entry_end (const guint8 *data, gsize size, gsize offset)
{
  guint64 contents;
  guint64 name;
  guint64 end;

  if (size - offset < HEADER)
    return 0;
  if (!kx_bytes_at (data, size, offset, "070701", 6)
      && !kx_bytes_at (data, size, offset, "070702", 6))
    return 0;
  if (!read_number (data + offset + FILE_SIZE, &contents)
      || !read_number (data + offset + NAME_SIZE, &name))
    return 0;

  end = offset + round_up (HEADER + name) + round_up (contents);
  return end <= size ? (gsize) end : 0;
}

static gsize
skip_zeros (const guint8 *data, gsize size, gsize offset)
{
  while (offset < size && data[offset] == 0)
    offset++;
  return offset;
}

/* Goes over entries and the zeros between them. Returns where that ends. */
static gsize
walk_entries (const guint8 *data, gsize size, gsize offset)
{
  while (offset % ALIGN == 0)
    {
      gsize end = find_entry_end (data, size, offset);

      if (end == 0)
        break;
      offset = skip_zeros (data, size, end);
    }
  return offset;
}

void
kx_initramfs_get_part (const guint8 *data, gsize size, gsize offset, KxInitramfsPart *part)
{
  gsize start = skip_zeros (data, size, offset);
  gsize end = walk_entries (data, size, start);
  KxCompression compression = kx_compression_detect (data + start, size - start);

  *part = (KxInitramfsPart){ .offset = start, .size = size - start, .compression = compression };
  if (start == size)
    part->kind = KX_INITRAMFS_END;
  else if (end > start)
    {
      part->kind = KX_INITRAMFS_ARCHIVE;
      part->size = end - start;
    }
  else if (compression != KX_COMPRESSION_NONE)
    part->kind = KX_INITRAMFS_COMPRESSED;
  else
    part->kind = KX_INITRAMFS_UNKNOWN;
}

gboolean
kx_initramfs_is_archive (const guint8 *data, gsize size)
{
  return size > 0 && walk_entries (data, size, 0) == size;
}

gsize
kx_initramfs_get_length (const guint8 *data, gsize size)
{
  /* A boot loader may have padded the whole to a multiple of 4 bytes. */
  for (gsize padding = 0; padding < ALIGN && size >= CONFIG_FOOTER + padding; padding++)
    {
      gsize footer = size - padding - CONFIG_FOOTER;
      guint32 length = kx_le32 (data + footer);
      guint32 sum = 0;

      if (!kx_bytes_at (data, size, footer + 8, CONFIG_MAGIC, sizeof CONFIG_MAGIC - 1))
        continue;
      if (length > footer)
        break;
      for (gsize i = footer - length; i < footer; i++)
        sum += data[i];
      return sum == kx_le32 (data + footer + 4) ? footer - length : size;
    }
  return size;
}
