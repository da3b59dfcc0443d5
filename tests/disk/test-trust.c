/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trust.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

/* NULL: only root can alter it. */
static char *
find_problem (KxRoot *root, const char *path)
{
  int fd = kx_root_open (root, path, O_PATH, NULL);
  struct stat status;
  char *problem = NULL;
  gboolean trusted;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstat (fd, &status), ==, 0);
  close (fd);
  trusted = kx_trust_check (root, path, &status, &problem);
  g_assert_true (trusted == (problem == NULL));
  return problem;
}

static void
check (KxRoot *root, const char *path, const char *expected)
{
  g_autofree char *problem = find_problem (root, path);

  if (expected == NULL || problem == NULL)
    g_assert_cmpstr (problem, ==, expected);
  else
    g_assert_nonnull (strstr (problem, expected));
}

static void
fill (Tree *tree)
{
  tree_write (tree, "boot/a/file", "x");
  tree_write (tree, "boot/a/b/file", "x");
  tree_write (tree, "boot/open/file", "x");
  tree_write (tree, "boot/open/closed/file", "x");
  tree_write (tree, "boot/a/writable", "x");
  tree_link (tree, "boot/a/link", "../open/file");
  tree_link (tree, "boot/a/way", "../open/closed");
  tree_chmod (tree, "boot/open", 0777);
  tree_chmod (tree, "boot/a/writable", 0666);
}

/* The same answers, whether directories are remembered or not, and in whatever order it is asked. */
static void
check_all (KxRoot *root)
{
  for (guint i = 0; i < 2; i++)
    {
      check (root, "/boot/a/file", NULL);
      check (root, "/boot/a/b/file", NULL);
      check (root, "/boot/a/writable", "the file /boot/a/writable can be written by others");
      check (root, "/boot/open/file", "can be written by others");
      check (root, "/boot/open/closed/file", "can be written by others");
      /* Links lead through the directory that is open to all. */
      check (root, "/boot/a/link", "can be written by others");
      check (root, "/boot/a/way/file", "can be written by others");
      check (root, "/boot/open/../a/file", NULL);
      check (root, "/boot/a/../a/b/file", NULL);
    }
}

static void
test_plain (void)
{
  g_autoptr (Tree) tree = tree_new ();

  fill (tree);
  check_all (tree->root);
  g_assert_null (kx_root_get_trusted (tree->root));
}

static void
test_remembered (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (KxRoot) look = kx_root_new_for_look (tree->root, &error);

  g_assert_no_error (error);
  fill (tree);
  check_all (look);
  g_assert_true (g_hash_table_contains (kx_root_get_trusted (look), "/boot/a/b"));
  g_assert_false (g_hash_table_contains (kx_root_get_trusted (look), "/boot/open"));
  g_assert_false (g_hash_table_contains (kx_root_get_trusted (look), "/boot/a/way"));
  g_assert_false (g_hash_table_contains (kx_root_get_trusted (look), "/boot/open/closed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/plain", test_plain);
  g_test_add_func ("/trust/remembered", test_remembered);
  return g_test_run ();
}
