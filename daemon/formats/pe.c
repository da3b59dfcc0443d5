/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pe.h"

#include "bytes.h"
#include "error.h"

#define DOS_HEADER_SIZE 0x40
#define COFF_HEADER_SIZE 20
#define SECTION_SIZE 40
#define SECTION_NAME_SIZE 8

/* Are the @length bytes at @offset there? Says what they are where they are not. */
static gboolean
require (gsize size, guint64 offset, guint64 length, const char *what, GError **error)
{
  if (offset <= size && length <= size - offset)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
               "the file ends after %" G_GSIZE_FORMAT " bytes, before the end of its %s at %"
               G_GUINT64_FORMAT "; wait until it has been written, or install it again",
               size, what, offset + length);
  return FALSE;
}

/* Where the signatures end; 0 without any, or without a directory for them. */
static guint64
certificate_end (const guint8 *optional, gsize size)
{
  guint16 magic = size >= 2 ? kx_le16 (optional) : 0;
  gsize count = magic == 0x20b ? 108 : 92;
  gsize directory = count + 4 + 4 * 8;

  if ((magic != 0x10b && magic != 0x20b) || size < directory + 8)
    return 0;
  if (kx_le32 (optional + count) <= 4 || kx_le32 (optional + directory + 4) == 0)
    return 0;

  return (guint64) kx_le32 (optional + directory) + kx_le32 (optional + directory + 4);
}

static guint64
sections_end (const guint8 *sections, guint n_sections)
{
  guint64 end = 0;

  for (guint i = 0; i < n_sections; i++, sections += SECTION_SIZE)
    {
      guint32 size = kx_le32 (sections + 16);

      if (size > 0)
        end = MAX (end, (guint64) kx_le32 (sections + 20) + size);
    }

  return end;
}

gboolean
kx_pe_parse (const guint8 *head, gsize size, KxPe *pe, GError **error)
{
  guint64 coff, optional;
  guint16 n_sections, optional_size;

  if (!kx_bytes_at (head, size, 0, "MZ", 2))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the file is no PE program: it does not start with \"MZ\"");
      return FALSE;
    }
  if (!require (size, 0, DOS_HEADER_SIZE, "DOS header", error))
    return FALSE;

  coff = (guint64) kx_le32 (head + 0x3c) + 4;
  if (!require (size, coff - 4, 4 + COFF_HEADER_SIZE, "PE header", error))
    return FALSE;
  if (!kx_bytes_at (head, size, coff - 4, "PE\0\0", 4))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the file is no PE program: \"PE\" is missing where its header should "
                           "be");
      return FALSE;
    }

  n_sections = kx_le16 (head + coff + 2);
  optional_size = kx_le16 (head + coff + 16);
  if (n_sections > KX_PE_SECTIONS_MAX)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the PE header claims %u sections, more than the %u that are allowed; the file "
                   "is damaged: install it again", n_sections, KX_PE_SECTIONS_MAX);
      return FALSE;
    }

  optional = coff + COFF_HEADER_SIZE;
  if (!require (size, optional, optional_size + (guint64) n_sections * SECTION_SIZE,
                "PE section table", error))
    return FALSE;

  *pe = (KxPe) {
    .machine = kx_le16 (head + coff),
    .n_sections = n_sections,
    .sections = optional + optional_size,
    .sections_end = sections_end (head + optional + optional_size, n_sections),
    .certificate_end = certificate_end (head + optional, optional_size),
  };
  return TRUE;
}

gboolean
kx_pe_has_section (const guint8 *head, const KxPe *pe, const char *name)
{
  char padded[SECTION_NAME_SIZE] = { 0 };
  gsize length = strlen (name);

  g_return_val_if_fail (length <= sizeof padded, FALSE);

  /* A name of 8 bytes has no NUL at its end; a shorter one is filled up with them. */
  memcpy (padded, name, length);
  for (guint i = 0; i < pe->n_sections; i++)
    if (memcmp (head + pe->sections + i * SECTION_SIZE, padded, sizeof padded) == 0)
      return TRUE;

  return FALSE;
}

KxPeSection
kx_pe_get_section (const guint8 *head, const KxPe *pe, guint index)
{
  KxPeSection section = { 0 };
  const guint8 *header;

  g_return_val_if_fail (index < pe->n_sections, section);

  header = head + pe->sections + index * SECTION_SIZE;
  memcpy (section.name, header, SECTION_NAME_SIZE);
  section.virtual_size = kx_le32 (header + 8);
  section.virtual_address = kx_le32 (header + 12);
  section.raw_size = kx_le32 (header + 16);
  section.raw_offset = kx_le32 (header + 20);
  return section;
}

const char *
kx_pe_machine_to_string (guint16 machine)
{
  switch (machine)
    {
    case KX_PE_MACHINE_X86_64:
      return "x86_64";
    case KX_PE_MACHINE_AARCH64:
      return "aarch64";
    case KX_PE_MACHINE_RISCV64:
      return "riscv64";
    default:
      return NULL;
    }
}
