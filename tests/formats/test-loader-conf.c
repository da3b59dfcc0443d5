/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "loader-conf.h"

#include <string.h>

static void
parse (KxLoaderConf *conf, const char *text)
{
  kx_loader_conf_init (conf, text, strlen (text));
}

static void
test_whole (void)
{
  g_auto (KxLoaderConf) conf;

  parse (&conf, "# made by bootctl\n"
                "timeout 3\n"
                "default \"debian-*\"\n"
                "console-mode keep\n"
                "preferred arch.conf  \n"
                "auto-entries no\n"
                "default nixos-generation-12.conf\n");
  g_assert_cmpstr (conf.default_entry, ==, "nixos-generation-12.conf");
  g_assert_cmpuint (conf.default_line, ==, 7);
  g_assert_cmpstr (conf.preferred, ==, "arch.conf");
  g_assert_cmpuint (conf.preferred_line, ==, 5);
  g_assert_false (conf.auto_entries);
}

static void
test_empty (void)
{
  g_auto (KxLoaderConf) conf;

  parse (&conf, "");
  g_assert_null (conf.default_entry);
  g_assert_null (conf.preferred);
  g_assert_true (conf.auto_entries);
}

/* Only one name that begins with "@" is known; another one does not change what stood before it. */
static void
test_saved (void)
{
  g_auto (KxLoaderConf) conf;

  parse (&conf, "default @Saved\ndefault @oldest\npreferred @newest\n");
  g_assert_cmpstr (conf.default_entry, ==, "@Saved");
  g_assert_cmpuint (conf.default_line, ==, 1);
  g_assert_null (conf.preferred);
}

static void
test_garbage (void)
{
  g_auto (KxLoaderConf) conf;

  parse (&conf, "default\ndefault \xff""a\xc3*\xfe\nauto-entries maybe\nauto-entries\n");
  g_assert_cmpstr (conf.default_entry, ==, "a*");
  g_assert_true (conf.auto_entries);
}

static void
check_auto (const char *text, gboolean expected)
{
  g_auto (KxLoaderConf) conf;

  parse (&conf, text);
  g_assert_cmpint (conf.auto_entries, ==, expected);
}

static void
test_booleans (void)
{
  check_auto ("auto-entries 0\n", FALSE);
  check_auto ("auto-entries off\n", FALSE);
  check_auto ("auto-entries f\nauto-entries yes\n", TRUE);
  check_auto ("auto-entries No\n", TRUE); /* not a word that it knows */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader-conf/whole", test_whole);
  g_test_add_func ("/loader-conf/empty", test_empty);
  g_test_add_func ("/loader-conf/saved", test_saved);
  g_test_add_func ("/loader-conf/garbage", test_garbage);
  g_test_add_func ("/loader-conf/booleans", test_booleans);
  return g_test_run ();
}
