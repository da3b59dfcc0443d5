/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "entry-glob.h"

/* Does the set that begins behind the "[" at @set have @c in it? Sets @end to what follows the "]";
 * FALSE where there is none. A "]" that comes first is meant as it is, a "-" between two makes a
 * range; ranges are not chained. */
static gboolean
match_set (const gunichar *set, gunichar c, const gunichar **end)
{
  gboolean found = FALSE;
  gboolean can_range = FALSE;

  for (gsize i = 0; set[i] != 0; i++)
    {
      if (set[i] == ']' && i > 0)
        {
          *end = set + i + 1;
          return found;
        }
      if (set[i] == '-' && can_range && set[i + 1] != ']')
        {
          gunichar low = set[i - 1];

          i++;
          if (set[i] == '\\')
            i++;
          if (set[i] == 0)
            return FALSE;
          found |= low <= c && c <= set[i];
          can_range = FALSE;
          continue;
        }
      if (set[i] == '\\')
        i++;
      if (set[i] == 0)
        return FALSE;
      found |= set[i] == c;
      can_range = TRUE;
    }
  return FALSE;
}

/* Does the first element of @pattern, which is no "*", match @c? Sets @end to the next one. */
static gboolean
match_one (const gunichar *pattern, gunichar c, const gunichar **end)
{
  if (pattern[0] == '[')
    return match_set (pattern + 1, c, end);

  if (pattern[0] == '\\')
    pattern++;
  else if (pattern[0] == '?')
    {
      *end = pattern + 1;
      return TRUE;
    }
  *end = pattern + 1;
  return pattern[0] == c;
}

gboolean
kx_entry_glob_match (const char *pattern, const char *id)
{
  g_autofree char *folded = g_ascii_strdown (pattern, -1);
  g_autofree gunichar *glob = g_utf8_to_ucs4_fast (folded, -1, NULL);
  g_autofree gunichar *text = g_utf8_to_ucs4_fast (id, -1, NULL);
  const gunichar *p = glob;
  const gunichar *t = text;
  const gunichar *star = NULL; /* what follows the last "*" */
  const gunichar *tried = NULL; /* where that was tried last */

  while (TRUE)
    {
      const gunichar *next = NULL;

      if (*p == '*')
        {
          star = ++p;
          tried = t;
        }
      else if (*p == 0 && *t == 0)
        return TRUE;
      else if (*p != 0 && *t != 0 && match_one (p, *t, &next))
        {
          p = next;
          t++;
        }
      else if (star != NULL && *tried != 0)
        {
          p = star;
          t = ++tried;
        }
      else
        return FALSE;
    }
}
