/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "version.h"

#include <string.h>

static int
sign (gint64 difference)
{
  return (difference > 0) - (difference < 0);
}

/* Everything outside the specification's alphabet only separates. */
static const char *
skip_separators (const char *text)
{
  while (*text != '\0' && !g_ascii_isalnum (*text) && strchr ("~-^.", *text) == NULL)
    text++;
  return text;
}

/* Steps over @mark where both texts have it; where only one has it, that one is older. */
static int
compare_mark (const char **a, const char **b, char mark)
{
  gboolean in_a = **a == mark;
  gboolean in_b = **b == mark;

  if (in_a && in_b)
    {
      (*a)++;
      (*b)++;
    }

  return in_b - in_a;
}

static gsize
span (const char *text, gboolean digits)
{
  gsize length = 0;

  while (digits ? g_ascii_isdigit (text[length]) : g_ascii_isalpha (text[length]))
    length++;
  return length;
}

/* Compares as numbers of any length: without leading zeros, the longer one is the greater one. */
static int
compare_numbers (const char **a, const char **b)
{
  gsize length_a = span (*a, TRUE);
  gsize length_b = span (*b, TRUE);
  int order;

  if (length_a == 0 || length_b == 0)
    return sign ((length_a > 0) - (length_b > 0));

  for (; length_a > 0 && **a == '0'; length_a--)
    (*a)++;
  for (; length_b > 0 && **b == '0'; length_b--)
    (*b)++;

  order = sign ((gint64) length_a - (gint64) length_b);
  if (order == 0)
    order = sign (memcmp (*a, *b, length_a));

  *a += length_a;
  *b += length_b;
  return order;
}

static int
compare_words (const char **a, const char **b)
{
  gsize length_a = span (*a, FALSE);
  gsize length_b = span (*b, FALSE);
  int order = sign (memcmp (*a, *b, MIN (length_a, length_b)));

  if (order == 0)
    order = sign ((gint64) length_a - (gint64) length_b);

  *a += length_a;
  *b += length_b;
  return order;
}

/* One round: the marks in the specification's order, then a number or a word. Sets @ended when one
 * of the texts has come to its end. */
static int
compare_segment (const char **a, const char **b, gboolean *ended)
{
  int order;

  *a = skip_separators (*a);
  *b = skip_separators (*b);

  /* "~" is looked at before the end: what it starts is older than nothing at all. */
  order = compare_mark (a, b, '~');
  if (order != 0)
    return order;

  *ended = **a == '\0' || **b == '\0';
  if (*ended)
    return (**a != '\0') - (**b != '\0');

  order = compare_mark (a, b, '-');
  if (order == 0)
    order = compare_mark (a, b, '^');
  if (order == 0)
    order = compare_mark (a, b, '.');
  if (order != 0)
    return order;

  if (g_ascii_isdigit (**a) || g_ascii_isdigit (**b))
    return compare_numbers (a, b);
  return compare_words (a, b);
}

int
kx_version_compare (const char *a, const char *b)
{
  gboolean ended = FALSE;
  int order = 0;

  a = a != NULL ? a : "";
  b = b != NULL ? b : "";

  while (order == 0 && !ended)
    order = compare_segment (&a, &b, &ended);

  return order;
}
