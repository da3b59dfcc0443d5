/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dictionary.h"

#include "term.h"

char *
kx_dictionary_text (GVariant *dictionary, const char *key)
{
  const char *text;

  if (dictionary == NULL || !g_variant_lookup (dictionary, key, "&s", &text))
    return g_strdup ("");
  return kx_term_safe (text);
}

gint64
kx_dictionary_number (GVariant *dictionary, const char *key, gint64 absent)
{
  guint64 number;

  if (dictionary == NULL || !g_variant_lookup (dictionary, key, "t", &number))
    return absent;
  return (gint64) MIN (number, (guint64) G_MAXINT64);
}
