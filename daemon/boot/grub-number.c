/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-number.h"

#include <string.h>

gboolean
kx_grub_number_parse (const char *text, guint64 *value, const char **end)
{
  guint64 number = 0;
  gboolean found = FALSE;
  gboolean fits = TRUE;
  guint base = 10;

  text += strspn (text, " \t\n\v\f\r");
  if (text[0] == '0' && text[1] == 'x')
    {
      base = 16;
      text += 2;
    }
  else if (text[0] == '0' && text[1] >= '0' && text[1] <= '7')
    base = 8;

  for (; fits && g_ascii_isxdigit (*text) && (guint) g_ascii_xdigit_value (*text) < base; text++)
    {
      guint digit = (guint) g_ascii_xdigit_value (*text);

      found = TRUE;
      fits = number <= (G_MAXUINT64 - digit) / base;
      number = fits ? number * base + digit : G_MAXUINT64;
    }

  *value = number;
  if (end != NULL)
    *end = text;
  return found && fits;
}
