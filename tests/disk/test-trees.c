/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explain.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "tree.h"

/*
 * The trees of tests/disk/trees: NAME.tree says what files there are ("kernel PATH RELEASE",
 * "file PATH TEXT", "link PATH TARGET", "dir PATH"), NAME.json what --explain --json makes of them.
 */

typedef struct
{
  Tree *tree;
  char *expected; /* file name */
} Case;

static void
build_line (Tree *tree, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const char *last;

  if (words[0] == NULL || words[0][0] == '\0' || words[0][0] == '#')
    return;
  g_assert_nonnull (words[1]);
  last = words[2] != NULL ? words[2] : "";

  if (g_str_equal (words[0], "kernel"))
    tree_kernel (tree, words[1], last);
  else if (g_str_equal (words[0], "file"))
    tree_write (tree, words[1], last[0] != '\0' ? last : "some bytes");
  else if (g_str_equal (words[0], "link"))
    tree_link (tree, words[1], last);
  else if (g_str_equal (words[0], "dir"))
    tree_mkdir (tree, words[1]);
  else
    g_error ("a tree contains what is not known: %s", line);
}

static Tree *
build (const char *description)
{
  Tree *tree = tree_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (description, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    build_line (tree, lines[i]);
  return tree;
}

static void
test_tree (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  int code = kx_explain (test->tree->root, TRUE, out, &error);

  g_assert_no_error (error);
  if (g_getenv ("KX_TEST_WRITE_EXPECTED") != NULL)
    g_file_set_contents (test->expected, out->str, -1, NULL);
  g_file_get_contents (test->expected, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out->str, ==, expected);
  g_assert_cmpint (code, ==,
                   strstr (expected, "\"default\" : true") != NULL ? KX_EXPLAIN_CHOICE
                                                                  : KX_EXPLAIN_NONE);
}

static void
free_case (gpointer data)
{
  Case *test = data;

  tree_free (test->tree);
  g_free (test->expected);
  g_free (test);
}

/* All trees are made before the first is looked at, so that only one scan has to wait for its files
 * to grow old enough. */
static void
add_cases (const char *directory, GPtrArray *cases)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".tree"))
      {
        g_autofree char *description = g_build_filename (directory, name, NULL);
        g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".tree"));
        g_autofree char *path = g_strdup_printf ("/trees/%s", stem);
        Case *test = g_new0 (Case, 1);

        test->tree = build (description);
        test->expected = g_strdup_printf ("%s/%s.json", directory, stem);
        g_ptr_array_add (cases, test);
        g_test_add_data_func (path, test, test_tree);
      }
  g_assert_cmpuint (cases->len, >, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (free_case);
  const char *source = g_getenv ("abs_top_srcdir");
  g_autofree char *directory = g_build_filename (source != NULL ? source : "..",
                                                 "tests/disk/trees", NULL);

  g_test_init (&argc, &argv, NULL);
  add_cases (directory, cases);
  return g_test_run ();
}
