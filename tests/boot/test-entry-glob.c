/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "entry-glob.h"

static void
check (const char *pattern, const char *id, gboolean expected)
{
  g_test_message ("\"%s\" against \"%s\"", pattern, id);
  g_assert_cmpint (kx_entry_glob_match (pattern, id), ==, expected);
}

static void
test_plain (void)
{
  check ("arch.conf", "arch.conf", TRUE);
  check ("Arch.CONF", "arch.conf", TRUE);
  check ("arch", "arch.conf", FALSE);
  check ("arch.conf.x", "arch.conf", FALSE);
  check ("", "", TRUE);
  check ("", "a", FALSE);
  check ("a", "", FALSE);
  check ("é?", "éß", TRUE);
}

static void
test_wild (void)
{
  check ("*", "", TRUE);
  check ("*", "arch.conf", TRUE);
  check ("arch-*", "arch-6.1.conf", TRUE);
  check ("*.conf", "arch-6.1.conf", TRUE);
  check ("*.efi", "arch-6.1.conf", FALSE);
  check ("a*b*c", "aXbXbXc", TRUE);
  check ("a*b*c", "aXbXbX", FALSE);
  check ("a**c", "abc", TRUE);
  check ("a?c", "abc", TRUE);
  check ("a?c", "ac", FALSE);
  check ("ab?", "ab", FALSE);
  check ("*?", "", FALSE);
  check ("a\\*", "a*", TRUE);
  check ("a\\*", "ab", FALSE);
  check ("a\\", "a", FALSE);
  check ("a\\", "a\\", FALSE);
}

static void
test_sets (void)
{
  check ("[abc]", "b", TRUE);
  check ("[abc]", "d", FALSE);
  check ("[abc]", "", FALSE);
  check ("[a-c]x", "bx", TRUE);
  check ("[a-c]x", "dx", FALSE);
  check ("[A-C]", "b", TRUE);
  check ("[]a]", "]", TRUE);
  check ("[a-]", "-", TRUE);
  check ("[-a]", "-", TRUE);
  check ("[a-c-f]", "d", FALSE); /* ranges are not chained */
  check ("[a-c-f]", "-", TRUE);
  check ("[a-c-f]", "f", TRUE);
  check ("[\\]]", "]", TRUE);
  check ("[\\a-c]", "b", TRUE);
  check ("[a-\\c]", "b", TRUE);
  check ("[!a]", "b", FALSE); /* no negation */
  check ("[!a]", "!", TRUE);
  check ("[a", "a", FALSE);
  check ("[a-", "a", FALSE);
  check ("[a-\\", "a", FALSE);
  check ("[\\", "\\", FALSE);
  check ("*[0-9].conf", "linux-7.conf", TRUE);
}

/* Backtracking must not explode. */
static void
test_many_stars (void)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autofree char *id = g_strnfill (2000, 'a');

  for (int i = 0; i < 200; i++)
    g_string_append (pattern, "*a");
  g_string_append (pattern, "b");
  g_assert_false (kx_entry_glob_match (pattern->str, id));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry-glob/plain", test_plain);
  g_test_add_func ("/entry-glob/wild", test_wild);
  g_test_add_func ("/entry-glob/sets", test_sets);
  g_test_add_func ("/entry-glob/many-stars", test_many_stars);
  return g_test_run ();
}
