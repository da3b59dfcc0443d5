/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-options.h"

#include <errno.h>
#include <string.h>

#include "cmdline.h"
#include "error.h"

/* A number as in C, times 1024 for each step of its suffix (memparse() in the kernel's lib/cmdline.c);
 * FALSE where there is no number or it does not fit. */
static gboolean
parse_size (const char **text, guint64 *size)
{
  static const char suffixes[] = "KMGTPE";
  const char *suffix;
  char *rest;
  guint64 value;
  guint shift = 0;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  errno = 0;
  value = g_ascii_strtoull (*text, &rest, 0);
  if (errno != 0)
    return FALSE;

  suffix = *rest != '\0' ? strchr (suffixes, g_ascii_toupper (*rest)) : NULL;
  if (suffix != NULL)
    {
      shift = 10 * (guint) (suffix - suffixes + 1);
      rest++;
    }
  if (value > G_MAXUINT64 >> shift)
    return FALSE;
  *text = rest;
  *size = value << shift;
  return TRUE;
}

/* "SIZE": nothing from there on; "SIZE$START", with "#", "!" and "%" likewise: not this; "SIZE@START":
 * this, too. */
static void
take (GArray *taken, const char *text)
{
  KxMemoryTaken range = { .end = G_MAXUINT64 };
  guint64 size;
  char kind;

  if (!parse_size (&text, &size) || size == 0)
    return;
  kind = *text;
  if (kind == '@')
    return;
  if (kind == '$' || kind == '#' || kind == '!' || kind == '%')
    {
      text++;
      if (!parse_size (&text, &range.start))
        return;
      if (size < G_MAXUINT64 - range.start)
        range.end = range.start + size;
    }
  else
    range.start = size;
  if (range.start < range.end)
    g_array_append_val (taken, range);
}

GArray *
kx_memory_options_parse (const char *cmdline, GError **error)
{
  g_auto (GStrv) limits = kx_cmdline_get_all (cmdline, "mem");
  g_auto (GStrv) maps = kx_cmdline_get_all (cmdline, "memmap");
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (KxMemoryTaken));

  for (guint i = 0; limits[i] != NULL; i++)
    {
      limits[i][strcspn (limits[i], "@#$!%")] = '\0';
      take (taken, limits[i]);
    }
  for (guint i = 0; maps[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (maps[i], ",", -1);

      for (guint part = 0; parts[part] != NULL; part++)
        {
          if (g_str_has_prefix (parts[part], "exactmap"))
            {
              g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                                   "the command line has a memory map of its own"
                                   " (memmap=exactmap)");
              return NULL;
            }
          take (taken, parts[part]);
        }
    }
  return g_steal_pointer (&taken);
}
