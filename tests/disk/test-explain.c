/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explain.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tree.h"

/* What files and the kernel say can be anything: JSON stays JSON, and a terminal is told nothing. */
static void
test_strange_text (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  tree_write (tree, "/proc/sys/kernel/osrelease", "6.1\xff\n");
  tree_write (tree, "/efi/loader/entries/a.conf", "title \033]0;a title\007\nlinux /linux\n");
  tree_kernel (tree, "/efi/linux", "6.1");

  g_assert_cmpint (kx_explain (tree->root, TRUE, json, &error), ==, KX_EXPLAIN_CHOICE);
  g_assert_no_error (error);
  json_parser_load_from_data (parser, json->str, (gssize) json->len, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (json->str, (gssize) json->len, NULL));

  g_assert_cmpint (kx_explain (tree->root, FALSE, text, &error), ==, KX_EXPLAIN_CHOICE);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text->str, "?]0;a title? would be started"));
  g_assert_null (strpbrk (text->str, "\033\007"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/strange-text", test_strange_text);
  return g_test_run ();
}
