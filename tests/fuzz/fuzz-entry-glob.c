/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "entry-glob.h"

#include <string.h>

/* A pattern, and in the next line a name; both UTF-8, which callers see to. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, 2048));
  g_autofree char *folded = g_ascii_strdown (text, -1);
  g_auto (GStrv) lines = g_strsplit (folded, "\n", 2);
  g_autofree char *all = NULL;

  if (!g_utf8_validate (folded, -1, NULL) || lines[0] == NULL || lines[1] == NULL)
    return 0;

  all = g_strconcat ("*", lines[0], NULL);
  if (kx_entry_glob_match (lines[0], lines[1]))
    g_assert_true (kx_entry_glob_match (all, lines[1]));
  if (strpbrk (lines[0], "*?[\\") == NULL)
    g_assert_true (kx_entry_glob_match (lines[0], lines[1]) == g_str_equal (lines[0], lines[1]));
  g_assert_true (kx_entry_glob_match ("*", lines[1]));
  return 0;
}
