/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "cmdline.h"

#include <string.h>

static void
fuzz_normalise (const char *text, gsize size)
{
  GError *error = NULL;
  g_autofree char *normalised = kx_cmdline_normalise (text, size, &error);

  fuzz_check_error (normalised != NULL, error);
  if (normalised != NULL)
    {
      g_autofree char *again = kx_cmdline_normalise (normalised, strlen (normalised), NULL);

      g_assert_true (kx_cmdline_check (normalised, 0, NULL));
      /* Joining lines may put a "#" first that was not the first of its line: only those differ. */
      g_assert_true (normalised[0] == '#' || g_strcmp0 (again, normalised) == 0);
    }
}

static void
fuzz_filter (const char *cmdline)
{
  g_autofree char *filtered = kx_cmdline_filter_running (cmdline);
  g_autofree char *again = kx_cmdline_filter_running (filtered);

  g_assert_cmpstr (again, ==, filtered);
  g_assert_cmpuint (strlen (filtered), <=, strlen (cmdline));
}

static void
fuzz_check (const char *cmdline)
{
  GError *error = NULL;
  gboolean success = kx_cmdline_check (cmdline, 16, &error);

  fuzz_check_error (success, error);
  g_assert_true (!success || (strlen (cmdline) <= 16 && strpbrk (cmdline, "\n\r\033") == NULL));
}

static gboolean
has_open_quote (const char *text)
{
  gboolean open = FALSE;

  for (; *text != '\0'; text++)
    open ^= *text == '"';
  return open;
}

/* What the kernel is given by @extra, it must be given by both together; closing an open quote adds
 * to a value, though, where the quote is not its first character. */
static void
fuzz_append (const char *key, const char *base, const char *extra)
{
  g_autofree char *both = kx_cmdline_append (base, extra);
  g_autofree char *added = kx_cmdline_get (extra, key);
  g_autofree char *value = kx_cmdline_get (both, key);

  g_assert_true (!kx_cmdline_has (extra, key) || kx_cmdline_has (both, key));
  g_assert_true (value == NULL || kx_cmdline_has (both, key));
  if (added != NULL && !has_open_quote (extra))
    g_assert_cmpstr (value, ==, added);
}

static void
fuzz_add_default (const char *key, const char *base)
{
  g_autofree char *added = kx_cmdline_add_default (base, key, "1");
  g_autofree char *again = kx_cmdline_add_default (added, key, "2");
  gboolean is_name = *key != '\0' && strpbrk (key, "\" =\t\v\f\r\xa0") == NULL;

  g_assert_true (!kx_cmdline_has (base, key) || strcmp (added, base) == 0);
  g_assert_true (!is_name || (kx_cmdline_has (added, key) && strcmp (again, added) == 0));
}

/* A name, a command line and another one, one a line. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);

  fuzz_normalise ((const char *) data, size);
  fuzz_filter (text);
  fuzz_check (text);
  if (g_strv_length (lines) == 3)
    {
      fuzz_append (lines[0], lines[1], lines[2]);
      fuzz_add_default (lines[0], lines[1]);
    }
  return 0;
}
