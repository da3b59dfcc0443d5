/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "uki-layout.h"

#include <string.h>

#include "error.h"
#include "pe.h"

/* In the order of KxUkiSection. */
static const struct
{
  const char *name;
  gboolean may_repeat;
  gboolean is_text;
} known[KX_UKI_N_SECTIONS] = {
  [KX_UKI_LINUX] = { ".linux", FALSE, FALSE },
  [KX_UKI_OSREL] = { ".osrel", FALSE, TRUE },
  [KX_UKI_CMDLINE] = { ".cmdline", FALSE, TRUE }, /* 8 bytes: no NUL in the table */
  [KX_UKI_INITRD] = { ".initrd", FALSE, FALSE },
  [KX_UKI_UCODE] = { ".ucode", FALSE, FALSE },
  [KX_UKI_DTB] = { ".dtb", FALSE, FALSE },
  [KX_UKI_DTBAUTO] = { ".dtbauto", TRUE, FALSE },
  [KX_UKI_HWIDS] = { ".hwids", FALSE, FALSE },
  [KX_UKI_UNAME] = { ".uname", FALSE, TRUE },
  [KX_UKI_SBAT] = { ".sbat", FALSE, FALSE },
  [KX_UKI_PCRSIG] = { ".pcrsig", FALSE, FALSE },
  [KX_UKI_PCRPKEY] = { ".pcrpkey", FALSE, FALSE },
  [KX_UKI_PROFILE] = { ".profile", FALSE, TRUE },
};

const char *
kx_uki_section_to_string (KxUkiSection section)
{
  g_return_val_if_fail ((gsize) section < G_N_ELEMENTS (known), NULL);

  return known[section].name;
}

static int
find_name (const char *name)
{
  for (int i = 0; i < KX_UKI_N_SECTIONS; i++)
    if (strcmp (known[i].name, name) == 0)
      return i;
  return -1;
}

/* Are the section's contents where they can be? */
static gboolean
check_section (const KxPeSection *section, int kind, guint64 file_size, GError **error)
{
  guint64 end = (guint64) section->raw_offset + section->raw_size;
  guint64 memory_end = (guint64) section->virtual_address + section->virtual_size;

  if (end > G_MAXUINT32 || memory_end > G_MAXUINT32)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the section %s reaches beyond 4 GiB; the file is damaged: install it again",
                   section->name);
      return FALSE;
    }
  if (section->raw_size > 0 && end > file_size)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the section %s ends at %" G_GUINT64_FORMAT ", but the file has %"
                   G_GUINT64_FORMAT " bytes; wait until it has been written, or install it again",
                   section->name, end, file_size);
      return FALSE;
    }
  if (known[kind].is_text && MIN (section->raw_size, section->virtual_size) > KX_UKI_TEXT_MAX)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the text section %s has more than %d bytes; the file is damaged: install it "
                   "again", section->name, KX_UKI_TEXT_MAX);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_single (const KxPeSection *section, int kind, guint32 *seen, GError **error)
{
  guint32 bit = (guint32) 1 << kind;

  if ((*seen & bit) != 0 && !known[kind].may_repeat)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the section %s is there twice; the file is damaged: install it again",
                   section->name);
      return FALSE;
    }
  *seen |= bit;
  return TRUE;
}

/* Goes through the whole table, also where only a part of it is wanted: a file is sound or not. */
static gboolean
read_sections (const guint8 *head, const KxPe *pe, guint64 file_size, int profile,
               KxUkiLayout *layout, GError **error)
{
  guint32 seen = 0;
  int group = KX_UKI_BASE;

  for (guint i = 0; i < pe->n_sections; i++)
    {
      KxPeSection section = kx_pe_get_section (head, pe, i);
      int kind = find_name (section.name);

      if (kind < 0)
        continue;
      if (kind == KX_UKI_PROFILE)
        {
          group++;
          seen = 0;
        }
      if (!check_single (&section, kind, &seen, error)
          || !check_section (&section, kind, file_size, error))
        return FALSE;

      if (section.virtual_size > 0 && (group == KX_UKI_BASE || group == profile))
        layout->sections[kind] = (KxUkiRange) {
          .present = TRUE,
          .offset = section.raw_offset,
          .size = MIN (section.raw_size, section.virtual_size),
        };
    }

  layout->n_profiles = (guint) (group + 1);
  return TRUE;
}

gboolean
kx_uki_layout_parse (const guint8 *head, gsize head_size, guint64 file_size, int profile,
              KxUkiLayout *layout, GError **error)
{
  KxUkiLayout found = { 0 };
  KxPe pe;

  g_return_val_if_fail (profile >= KX_UKI_BASE, FALSE);

  head_size = MIN (head_size, file_size);
  if (!kx_pe_parse (head, head_size, &pe, error)
      || !read_sections (head, &pe, file_size, profile, &found, error))
    return FALSE;

  if (profile > 0 && (guint) profile >= found.n_profiles)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the unified kernel image has no profile @%d, only %u; choose another entry",
                   profile, found.n_profiles);
      return FALSE;
    }

  found.declared_size = MAX (pe.sections_end, pe.certificate_end);
  if (file_size < found.declared_size)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the file's headers promise %" G_GUINT64_FORMAT " bytes, but it has %"
                   G_GUINT64_FORMAT "; wait until it has been written, or install it again",
                   found.declared_size, file_size);
      return FALSE;
    }

  found.architecture = kx_pe_machine_to_string (pe.machine);
  found.is_signed = pe.certificate_end > 0;
  *layout = found;
  return TRUE;
}

gboolean
kx_uki_probe (const guint8 *head, gsize head_size)
{
  KxPe pe;

  return kx_pe_parse (head, head_size, &pe, NULL)
         && kx_pe_has_section (head, &pe, known[KX_UKI_LINUX].name);
}

static gboolean
is_blank (char c)
{
  return (guchar) c <= ' ' || c == 0x7f;
}

char *
kx_uki_normalise_cmdline (const char *text, gsize length)
{
  g_autofree char *line = g_strndup (text, length);
  gsize start = 0;
  gsize end = strlen (line);

  if (!g_utf8_validate (line, -1, NULL))
    return NULL;

  while (start < end && is_blank (line[start]))
    start++;
  while (end > start && is_blank (line[end - 1]))
    end--;
  for (gsize i = start; i < end; i++)
    if (is_blank (line[i]))
      line[i] = ' ';
  return g_strndup (line + start, end - start);
}

const char *
kx_uki_split_options (const char *options, int *profile)
{
  const char *end = options;
  guint64 number;

  if (options[0] != '@' || !g_ascii_isdigit (options[1]))
    return options;
  number = g_ascii_strtoull (options + 1, (char **) &end, 10);
  if (number > G_MAXINT || (*end != ' ' && *end != '\0'))
    return options;

  *profile = (int) number;
  return *end == ' ' ? end + 1 : end;
}
