/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-count.h"

#include <string.h>

/* Reads a number, at least one digit and at most G_MAXINT; steps over it. */
static gboolean
take_number (const char **text, int *number)
{
  const char *end = *text;
  gint64 value = 0;

  for (; g_ascii_isdigit (*end); end++)
    {
      value = value * 10 + g_ascii_digit_value (*end);
      if (value > G_MAXINT)
        return FALSE;
    }
  if (end == *text)
    return FALSE;
  *text = end;
  *number = (int) value;
  return TRUE;
}

void
kx_boot_count_init (KxBootCount *count, const char *name, const char *suffix)
{
  const char *plus = strrchr (name, '+');
  const char *rest = plus != NULL ? plus + 1 : "";
  int left = KX_BOOT_COUNT_NONE;
  int done = 0;
  gboolean counted = take_number (&rest, &left);

  if (counted && *rest == '-')
    {
      rest++;
      counted = take_number (&rest, &done);
    }
  counted = counted && g_ascii_strcasecmp (rest, suffix) == 0;

  if (counted)
    {
      g_autofree char *stem = g_strndup (name, plus - name);

      *count = (KxBootCount) { .id = g_strconcat (stem, rest, NULL), .left = left, .done = done };
    }
  else
    *count = (KxBootCount) {
      .id = g_strdup (name), .left = KX_BOOT_COUNT_NONE, .done = KX_BOOT_COUNT_NONE
    };
}

void
kx_boot_count_clear (KxBootCount *count)
{
  g_clear_pointer (&count->id, g_free);
}
