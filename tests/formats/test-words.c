/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

static const char *const words[] = { "raw", "bzimage", "files" };

static void
test_find (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpint (kx_words_find (words, G_N_ELEMENTS (words), words[i]), ==, (int) i);
}

static void
test_unknown (void)
{
  static const char *const unknown[] = { "", "Raw", "raw ", "ra", "rawer", "raw,bzimage", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_cmpint (kx_words_find (words, G_N_ELEMENTS (words), unknown[i]), ==, -1);
}

static void
test_bounds (void)
{
  g_assert_cmpint (kx_words_find (words, 2, "files"), ==, -1);
  g_assert_cmpint (kx_words_find (words, 0, "raw"), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/find", test_find);
  g_test_add_func ("/words/unknown", test_unknown);
  g_test_add_func ("/words/bounds", test_bounds);

  return g_test_run ();
}
