/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "small-file.h"

#include <errno.h>
#include <unistd.h>

#include "fake-root.h"

static void
assert_line (const char *content, gsize max, const char *expected)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autofree char *line = NULL;

  fake_root_write (root, "proc/version", content);
  line = kx_small_file_read_line (root->fd, "proc/version", max);
  g_assert_cmpstr (line, ==, expected);
}

static void
test_line (void)
{
  assert_line ("tsc\n", 64, "tsc");
  assert_line (" quiet \n", 64, " quiet ");
  assert_line ("one\ntwo\n", 64, "one");
  assert_line ("\ntwo\n", 64, "");
  assert_line ("without an end", 64, "without an end");
  assert_line ("", 64, "");
  assert_line ("too long\n", 3, "too");
}

static void
test_read (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  gsize length = 0;
  g_autofree char *text = NULL;

  fake_root_write (root, "proc/version", "one\ntwo\n");
  text = kx_small_file_read (root->fd, "/proc/version", 5, &length);
  g_assert_cmpstr (text, ==, "one\nt");
  g_assert_cmpuint (length, ==, 5);
}

static void
test_missing (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  errno = 0;
  g_assert_null (kx_small_file_read_line (root->fd, "proc/version", 64));
  g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_within (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autofree char *link = g_build_filename (root->path, "version", NULL);
  g_autofree char *text = NULL;

  fake_root_write (root, "proc/version", "of the root\n");
  g_assert_no_errno (symlink ("/proc/version", link));
  text = kx_small_file_read_line (root->fd, "version", 64);
  g_assert_cmpstr (text, ==, "of the root");
}

static void
test_write (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autofree char *text = NULL;

  fake_root_write (root, "proc/switch", "a longer text\n");
  g_assert_true (kx_small_file_write (root->fd, "proc/switch", "1\n"));
  text = kx_small_file_read (root->fd, "proc/switch", 64, NULL);
  g_assert_cmpstr (text, ==, "1\n");
  g_assert_false (kx_small_file_write (root->fd, "proc/none", "1\n"));
  g_assert_cmpint (errno, ==, ENOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/small-file/line", test_line);
  g_test_add_func ("/small-file/read", test_read);
  g_test_add_func ("/small-file/missing", test_missing);
  g_test_add_func ("/small-file/within", test_within);
  g_test_add_func ("/small-file/write", test_write);
  return g_test_run ();
}
