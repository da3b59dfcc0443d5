/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpm-version.h"

#include <string.h>

/* A text that need not end with a NUL. */
typedef struct
{
  const char *start;
  const char *end;
} Text;

static gboolean
is_over (const Text *text)
{
  return text->start == text->end;
}

static gboolean
is_at (const Text *text, char mark)
{
  return !is_over (text) && *text->start == mark;
}

static void
skip_separators (Text *text)
{
  while (!is_over (text) && !g_ascii_isalnum (*text->start) && *text->start != '~'
         && *text->start != '+')
    text->start++;
}

/* Takes the digits, or the letters, that come next. */
static Text
take_run (Text *text, gboolean digits)
{
  Text run = { text->start, text->start };

  while (run.end < text->end && (digits ? g_ascii_isdigit (*run.end) : g_ascii_isalpha (*run.end)))
    run.end++;
  text->start = run.end;
  return run;
}

static int
compare_runs (Text a, Text b, gboolean digits)
{
  gsize length_a;
  gsize length_b;
  int order;

  if (digits)
    {
      while (is_at (&a, '0'))
        a.start++;
      while (is_at (&b, '0'))
        b.start++;
    }

  length_a = a.end - a.start;
  length_b = b.end - b.start;
  if (digits && length_a != length_b)
    return length_a < length_b ? -1 : 1;

  order = memcmp (a.start, b.start, MIN (length_a, length_b));
  return order != 0 ? order : (length_a > length_b) - (length_a < length_b);
}

static int
compare_texts (Text a, Text b)
{
  for (;;)
    {
      gboolean digits;
      Text run_a;
      Text run_b;
      int order;

      skip_separators (&a);
      skip_separators (&b);

      if (is_at (&a, '~') || is_at (&b, '~'))
        {
          order = is_at (&b, '~') - is_at (&a, '~');
        }
      else if (is_over (&a) || is_over (&b))
        return is_over (&b) - is_over (&a);
      else if (is_at (&a, '+') || is_at (&b, '+'))
        {
          order = is_at (&b, '+') - is_at (&a, '+');
        }
      else
        {
          digits = g_ascii_isdigit (*a.start);
          run_a = take_run (&a, digits);
          run_b = take_run (&b, digits);
          if (is_over (&run_b))
            return digits ? 1 : -1;
          order = compare_runs (run_a, run_b, digits);
          if (order != 0)
            return order;
          continue;
        }

      if (order != 0)
        return order;
      a.start++;
      b.start++;
    }
}

static Text
whole (const char *text)
{
  return (Text){ text, text + strlen (text) };
}

int
kx_rpm_version_compare (const char *a, const char *b)
{
  return compare_texts (whole (a), whole (b));
}

/* Takes what follows the last "-" off @text; %FALSE where there is none. */
static gboolean
take_last (Text *text, Text *last)
{
  for (const char *c = text->end; c > text->start; c--)
    if (c[-1] == '-')
      {
        *last = (Text){ c, text->end };
        text->end = c - 1;
        return TRUE;
      }
  return FALSE;
}

/* Name, version and release, in this order. */
static void
split (const char *text, Text parts[3])
{
  Text last;
  Text middle;

  parts[0] = whole (text);
  parts[1] = parts[2] = (Text){ text, text };
  if (!take_last (&parts[0], &last))
    return;
  if (take_last (&parts[0], &middle))
    {
      parts[1] = middle;
      parts[2] = last;
    }
  else
    parts[1] = last;
}

int
kx_rpm_package_compare (const char *a, const char *b)
{
  Text parts_a[3];
  Text parts_b[3];
  int order = 0;

  split (a, parts_a);
  split (b, parts_b);
  for (guint i = 0; i < 3 && order == 0; i++)
    order = compare_texts (parts_a[i], parts_b[i]);
  return order;
}
