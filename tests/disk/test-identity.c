/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity.h"

#include <fcntl.h>
#include <unistd.h>

static KxIdentity
identify (const char *path)
{
  int fd = open (path, O_PATH | O_CLOEXEC);
  struct stat status;
  KxIdentity identity;

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  identity = kx_identity_new (fd, &status);
  close (fd);
  return identity;
}

static void
assert_same (const KxIdentity *a, const KxIdentity *b, gboolean expected)
{
  g_autofree char *first = kx_identity_to_string (a);
  g_autofree char *second = kx_identity_to_string (b);

  g_assert_cmpint (kx_identity_equal (a, b), ==, expected);
  g_assert_cmpint (g_str_equal (first, second), ==, expected);
}

/* Another file in the place of the former, with its times and its size. */
static void
test_inode (void)
{
  KxIdentity one = identify ("/");
  KxIdentity other = one;

  g_assert_true (one.inode_lasts);
  assert_same (&one, &other, TRUE);
  other.inode++;
  assert_same (&one, &other, FALSE);
}

/* FAT: the number is another one after the next mount, the file is not. */
static void
test_passing_inode (void)
{
  KxIdentity one = identify ("/");
  KxIdentity other;

  one.inode_lasts = FALSE;
  other = one;
  other.inode++;
  assert_same (&one, &other, TRUE);
  other.size++;
  assert_same (&one, &other, FALSE);
  other = one;
  other.ctime++;
  assert_same (&one, &other, FALSE);
}

static void
test_rest (void)
{
  const gint64 second = G_GINT64_CONSTANT (1000000000);
  const KxIdentity identity = { .ctime = 5 * second };

  g_assert_cmpint (kx_identity_rest (&identity, 5 * second), ==, second);
  g_assert_cmpint (kx_identity_rest (&identity, 5 * second + second / 4), ==, second * 3 / 4);
  g_assert_cmpint (kx_identity_rest (&identity, 6 * second), ==, 0);
  /* The clock was set. */
  g_assert_cmpint (kx_identity_rest (&identity, second), ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/inode", test_inode);
  g_test_add_func ("/identity/passing-inode", test_passing_inode);
  g_test_add_func ("/identity/rest", test_rest);
  return g_test_run ();
}
