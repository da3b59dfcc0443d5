/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "term.h"

#include <stdio.h>
#include <unistd.h>

gboolean
kx_term_is_capable (int fd)
{
  const char *term = g_getenv ("TERM");

  return isatty (fd) && term != NULL && term[0] != '\0' && !g_str_equal (term, "dumb");
}

static gboolean
is_coloured (void)
{
  static int answer = -1;

  if (answer < 0)
    {
      const char *no_color = g_getenv ("NO_COLOR");

      answer = kx_term_is_capable (STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0');
    }
  return answer > 0;
}

const char *
kx_term_begin (KxColour colour)
{
  static const char *const sequences[] = {
    [KX_COLOUR_NONE] = "",
    [KX_COLOUR_BOLD] = "\033[1m",
    [KX_COLOUR_DIM] = "\033[2m",
    [KX_COLOUR_GREEN] = "\033[1;32m",
    [KX_COLOUR_YELLOW] = "\033[1;33m",
    [KX_COLOUR_RED] = "\033[1;31m",
  };

  return is_coloured () ? sequences[colour] : "";
}

const char *
kx_term_end (void)
{
  return is_coloured () ? "\033[0m" : "";
}

const char *
kx_term_bullet (void)
{
  return g_get_charset (NULL) ? "●" : "*";
}

char *
kx_term_safe (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *safe = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Format characters can turn the direction of the text that follows. */
      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        g_string_append_c (safe, '?');
      else
        g_string_append_unichar (safe, c);
    }
  return g_string_free (safe, FALSE);
}

gsize
kx_term_width (const char *text)
{
  gsize width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

void
kx_term_print_cells (const char *const *cells, const gsize *widths, gsize n, const char *last)
{
  for (gsize i = 0; i < n; i++)
    printf ("%s%-*s  ", cells[i], (int) (widths[i] - kx_term_width (cells[i])), "");
  printf ("%s\n", last);
}
