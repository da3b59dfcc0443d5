/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "iomem.h"

#include <string.h>

#include "error.h"

#define RAM "System RAM"

static KxIomemKind
kind_of (const char *name, gsize length)
{
  static const char *const kernel[] = { "Kernel rodata", "Kernel data", "Kernel bss" };

  if (length == strlen (RAM) && memcmp (name, RAM, length) == 0)
    return KX_IOMEM_RAM;
  for (guint i = 0; i < G_N_ELEMENTS (kernel); i++)
    if (length == strlen (kernel[i]) && memcmp (name, kernel[i], length) == 0)
      return KX_IOMEM_KERNEL;
  return KX_IOMEM_OTHER;
}

/* Exactly hexadecimal digits; g_ascii_strtoull() would take a sign, blanks and "0x" as well. */
static gboolean
parse_address (const char **text, guint64 *address)
{
  guint64 value = 0;
  guint n;

  for (n = 0; n < 16 && g_ascii_isxdigit (**text); n++, (*text)++)
    value = value << 4 | (guint64) g_ascii_xdigit_value (**text);
  *address = value;
  return n > 0;
}

/* @length: of the line. The last address of all cannot have an end behind it: that byte is lost. */
static gboolean
parse_line (const char *line, gsize length, KxIomemRange *range)
{
  const char *text = line + strspn (line, " ");
  guint64 last;

  if (!parse_address (&text, &range->start) || *text++ != '-' || !parse_address (&text, &last)
      || strncmp (text, " : ", 3) != 0 || last < range->start)
    return FALSE;

  text += 3;
  range->end = last < G_MAXUINT64 ? last + 1 : last;
  range->kind = kind_of (text, length - (gsize) (text - line));
  return TRUE;
}

/* Puts @range inside of what it belongs to; @around: the places of those that lie around the last. */
static gboolean
nest (const GArray *ranges, GArray *around, KxIomemRange *range)
{
  while (around->len > 0)
    {
      guint place = g_array_index (around, guint, around->len - 1);
      const KxIomemRange *outer = &g_array_index (ranges, KxIomemRange, place);

      if (range->start >= outer->start && range->end <= outer->end)
        {
          range->in_ram = outer->in_ram || outer->kind == KX_IOMEM_RAM;
          return TRUE;
        }
      if (range->start < outer->end && range->end > outer->start)
        return FALSE;
      g_array_set_size (around, around->len - 1);
    }
  return TRUE;
}

/* All of them at 0, one byte each: so it looks without the right to see addresses. */
static gboolean
is_hidden (const GArray *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    if (g_array_index (ranges, KxIomemRange, i).end > 1)
      return FALSE;
  return ranges->len > 0;
}

static GArray *
refuse (GError **error, const char *why)
{
  g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "/proc/iomem %s", why);
  return NULL;
}

GArray *
kx_iomem_parse (const char *text, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (KxIomemRange));
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (guint));

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      KxIomemRange range = { 0 };

      if (!parse_line (text, length, &range))
        return refuse (error, "has a line that is not understood");
      if (ranges->len == KX_IOMEM_MAX)
        return refuse (error, "has more lines than any machine");
      if (!nest (ranges, around, &range))
        return refuse (error, "contradicts itself: it may have changed while it was read; try again");
      g_array_append_val (around, ranges->len);
      g_array_append_val (ranges, range);
      text += length + (text[length] == '\n');
    }

  if (is_hidden (ranges))
    return refuse (error, "hides the addresses: it has to be opened with CAP_SYS_ADMIN");
  return g_steal_pointer (&ranges);
}
