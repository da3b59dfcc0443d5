/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "original.h"

#include <string.h>

#include "tree.h"

#define PATH "/boot/vmlinuz"

/* More than is read at once. */
#define SIZE (300 * 1000)

static guint8 contents[SIZE];

static Tree *
make_tree (void)
{
  Tree *tree = tree_new ();

  tree_write_bytes (tree, PATH, contents, SIZE);
  return tree;
}

static void
test_same (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_auto (KxOriginal) original = { .fd = -1 };

  g_assert_true (kx_original_open (&original, tree->root, PATH, contents, SIZE));
  g_assert_cmpint (original.fd, >=, 0);
  g_assert_true (kx_original_is_unchanged (&original));

  tree_write_bytes (tree, PATH, contents, SIZE / 2);
  g_assert_false (kx_original_is_unchanged (&original));
}

/* As an initrd is copied. */
static void
test_padded (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autofree guint8 *copy = g_malloc0 (SIZE + 4);

  memcpy (copy, contents, SIZE);
  for (gsize more = 0; more <= 4; more++)
    {
      g_auto (KxOriginal) original = { .fd = -1 };

      g_assert_cmpint (kx_original_open (&original, tree->root, PATH, copy, SIZE + more), ==, more < 4);
    }
}

static void
assert_none (Tree *tree, const char *path, const guint8 *copy, gsize size)
{
  KxOriginal original;

  g_assert_false (kx_original_open (&original, tree->root, path, copy, size));
  g_assert_cmpint (original.fd, ==, -1);
  g_assert_false (kx_original_is_unchanged (&original));
}

static void
test_other (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autofree guint8 *copy = g_memdup2 (contents, SIZE);

  assert_none (tree, NULL, contents, SIZE);
  assert_none (tree, PATH, NULL, 0);
  assert_none (tree, "", contents, SIZE);
  assert_none (tree, "/boot/missing", contents, SIZE);
  assert_none (tree, "/boot", contents, SIZE);
  assert_none (tree, PATH, contents, SIZE - 1);
  assert_none (tree, PATH, contents, SIZE / 2);
  copy[SIZE - 1] ^= 1;
  assert_none (tree, PATH, copy, SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < SIZE; i++)
    contents[i] = (guint8) (i % 251);
  g_test_add_func ("/original/same", test_same);
  g_test_add_func ("/original/padded", test_padded);
  g_test_add_func ("/original/other", test_other);
  return g_test_run ();
}
