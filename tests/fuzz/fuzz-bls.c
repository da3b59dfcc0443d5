/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "bls.h"

#include <string.h>

/* Lines are in order, and each is what it was split into. */
static void
fuzz_lines (const char *text, gsize size)
{
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, size);
  guint number = 0;

  for (guint i = 0; kx_bls_lines_get (lines, i) != NULL; i++)
    {
      const KxBlsLine *line = kx_bls_lines_get (lines, i);
      g_autofree char *value = kx_bls_line_dup_value (line);

      g_assert_cmpuint (line->number, >, number);
      number = line->number;
      g_assert_true (g_str_has_prefix (line->text, line->key));
      g_assert_null (strpbrk (line->text, "\r\n"));
      g_assert_true (line->value == NULL || g_str_has_suffix (line->text, line->value));
      g_assert_true ((value == NULL) == (line->value == NULL));
      g_assert_true (value == NULL || strlen (value) <= strlen (line->value));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (KxBlsEntry) entry = kx_bls_entry_new ((const char *) data, size);

  fuzz_lines ((const char *) data, size);
  g_assert_true ((entry->kind == KX_BLS_NOTHING) == (entry->program == NULL));
  g_assert_true (entry->options == NULL || strlen (entry->options) < size);
  if (kx_bls_entry_is_utf8 (entry) && entry->options != NULL)
    g_assert_true (g_utf8_validate (entry->options, -1, NULL));
  if (entry->architectures->len == 0)
    g_assert_true (kx_bls_entry_is_for (entry, "x64"));
  else
    g_assert_false (kx_bls_entry_is_for (entry, "\n"));
  return 0;
}
