/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

int
kx_words_find (const char *const *words, gsize count, const char *text)
{
  for (gsize i = 0; i < count; i++)
    if (g_strcmp0 (text, words[i]) == 0)
      return (int) i;
  return -1;
}
