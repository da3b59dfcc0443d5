/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "release.h"

#include <string.h>

/* A copy without anything behind it, so that a sanitizer sees the first byte read beyond. */
static char *
parse (const char *text, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (text, size);

  return kx_release_parse (copy, size);
}

static char *
find (const char *text)
{
  gsize size = strlen (text);
  g_autofree guint8 *copy = g_memdup2 (text, size);

  return kx_release_find (copy, size);
}

#define assert_string(call, expected)                                                              \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_autofree char *result = call;                                                              \
      g_assert_cmpstr (result, ==, expected);                                                      \
    }                                                                                              \
  G_STMT_END

static void
test_parse (void)
{
  g_autofree char *longest = g_strnfill (64, '6');
  g_autofree char *longer = g_strnfill (65, '6');

  assert_string (parse ("6.1 x", 5), "6.1");
  assert_string (parse ("6.1", 4), "6.1");
  assert_string (parse ("6.12-rc1+gabc_x~1:2", 20), "6.12-rc1+gabc_x~1:2");
  assert_string (parse (longest, 65), longest);

  assert_string (parse ("6.1", 3), NULL); /* no end */
  assert_string (parse (longer, 66), NULL);
  assert_string (parse ("", 0), NULL);
  assert_string (parse ("", 1), NULL);
  assert_string (parse (" ", 1), NULL);
  assert_string (parse (".. ", 3), NULL);
  assert_string (parse (".6 ", 3), NULL);
  assert_string (parse ("6/7 ", 4), NULL);
  assert_string (parse ("6\n ", 3), NULL);
  assert_string (parse ("6\x7f ", 3), NULL);
  assert_string (parse ("6\xc3\xa4 ", 4), NULL);
}

static void
test_find (void)
{
  assert_string (find ("xxLinux version 6.1.0-9 (me) #1"), "6.1.0-9");
  assert_string (find ("Linux version %s; Linux version  ; Linux version 6.1 (me)"), "6.1");
  assert_string (find ("Linux Linux version 6.1 (me)"), "6.1");
  assert_string (find ("Linux version x.1 (me)"), NULL);
  assert_string (find ("Linux version 6.1"), NULL); /* cut off */
  assert_string (find ("Linux version "), NULL);
  assert_string (find ("Linux versio"), NULL);
  assert_string (find (""), NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/release/parse", test_parse);
  g_test_add_func ("/release/find", test_find);

  return g_test_run ();
}
