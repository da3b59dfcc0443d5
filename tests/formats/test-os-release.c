/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "os-release.h"

#include <string.h>

static void
assert_value (const char *text, const char *key, const char *expected)
{
  g_autofree char *copy = g_memdup2 (text, strlen (text) + 1);
  g_autofree char *value = kx_os_release_get (copy, strlen (text), key);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_values (void)
{
  assert_value ("ID=debian\n", "ID", "debian");
  assert_value ("ID=debian", "ID", "debian");
  assert_value ("ID=one\nID=two\n", "ID", "two");
  assert_value ("ID=one\r\nX=1\r\n", "ID", "one");
  assert_value (" \tID=debian \t\n", "ID", "debian");
  assert_value ("#ID=no\n", "ID", NULL);
  assert_value ("VERSION_ID=12\n", "VERSION", NULL);
  assert_value ("VERSION_ID=12\n", "ID", NULL);
  assert_value ("ID\n", "ID", NULL);
  assert_value ("ID=\n", "ID", "");
  assert_value ("", "ID", NULL);
  assert_value ("\n\n", "ID", NULL);
}

static void
test_quotes (void)
{
  assert_value ("NAME=\"Example Linux\"\n", "NAME", "Example Linux");
  assert_value ("NAME='Example Linux'\n", "NAME", "Example Linux");
  assert_value ("NAME=\"\"\n", "NAME", "");
  assert_value ("NAME=\"half\n", "NAME", "\"half");
  assert_value ("NAME=\"mixed'\n", "NAME", "\"mixed'");
  assert_value ("NAME=\"a \\\"b\\\"\"\n", "NAME", "a \\\"b\\\"");
}

static void
test_bytes (void)
{
  g_autofree char *cut = kx_os_release_get ("ID=a\0ID=b", 9, "ID");
  g_autofree char *counted = kx_os_release_get ("ID=ab", 4, "ID");

  g_assert_cmpstr (cut, ==, "a");
  g_assert_cmpstr (counted, ==, "a");
  assert_value ("NAME=b\xff" "d\n", "NAME", "b\xef\xbf\xbd" "d");
}

static void
test_names (void)
{
  static const struct
  {
    const char *text;
    const char *title;
    const char *version;
    const char *sort_key;
  } cases[] = {
    { "PRETTY_NAME=P\nIMAGE_ID=I\nNAME=N\nID=d\nIMAGE_VERSION=1\nVERSION=2\nVERSION_ID=3\nBUILD_ID=4",
      "P", "1", "I" },
    { "IMAGE_ID=I\nNAME=N\nID=d\nVERSION=2\nVERSION_ID=3\nBUILD_ID=4", "I", "2", "I" },
    { "NAME=N\nID=d\nVERSION_ID=3\nBUILD_ID=4", "N", "3", "d" },
    { "ID=d\nBUILD_ID=4", "d", "4", "d" },
    { "NAME=N", "N", NULL, NULL },
  };
  KxOsRelease none = { .title = (char *) "untouched" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KxOsRelease) release = { 0 };

      g_assert_true (kx_os_release_parse (cases[i].text, strlen (cases[i].text), &release));
      g_assert_cmpstr (release.title, ==, cases[i].title);
      g_assert_cmpstr (release.version, ==, cases[i].version);
      g_assert_cmpstr (release.sort_key, ==, cases[i].sort_key);
    }

  g_assert_false (kx_os_release_parse ("VERSION=1\n", 10, &none));
  g_assert_cmpstr (none.title, ==, "untouched");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/os-release/values", test_values);
  g_test_add_func ("/os-release/quotes", test_quotes);
  g_test_add_func ("/os-release/bytes", test_bytes);
  g_test_add_func ("/os-release/names", test_names);

  return g_test_run ();
}
