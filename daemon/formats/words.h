/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * kx_words_find:
 * @words: the names of an enumeration's values, in their order; none of them is NULL
 * @count: how many
 * @text: (nullable)
 *
 * Returns: the place of the word that is @text to the letter; -1 where none is.
 */
int kx_words_find (const char *const *words, gsize count, const char *text);
