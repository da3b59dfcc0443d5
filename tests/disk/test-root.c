/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "root.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tree.h"

static void
assert_reads (Tree *tree, const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = kx_root_read (tree->root, path, 100, &length, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static void
assert_fails (Tree *tree, const char *path, GIOErrorEnum code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = kx_root_read (tree->root, path, 100, NULL, &error);

  g_assert_null (text);
  g_assert_error (error, G_IO_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, path));
}

/* Links end at the root, wherever they point. */
static void
test_links (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_write (tree, "etc/hostname", "inside");
  tree_link (tree, "absolute", "/etc/hostname");
  tree_link (tree, "above", "../../../../../../etc/hostname");
  tree_link (tree, "a/b", "../etc");
  tree_link (tree, "loop", "loop");
  tree_link (tree, "dangling", "/nowhere");
  tree_link (tree, "magic", "/proc/self/fd/0");

  assert_reads (tree, "/etc/hostname", "inside");
  assert_reads (tree, "etc/hostname", "inside");
  assert_reads (tree, "/../etc/hostname", "inside");
  assert_reads (tree, "/absolute", "inside");
  assert_reads (tree, "/above", "inside");
  assert_reads (tree, "/a/b/hostname", "inside");
  assert_fails (tree, "/loop", G_IO_ERROR_TOO_MANY_LINKS);
  assert_fails (tree, "/dangling", G_IO_ERROR_NOT_FOUND);
  assert_fails (tree, "/magic", G_IO_ERROR_NOT_FOUND);
  g_assert_true (kx_root_exists (tree->root, "/absolute"));
  g_assert_false (kx_root_exists (tree->root, "/dangling"));
}

static void
test_outside (void)
{
  g_autoptr (Tree) outer = tree_new ();
  g_autoptr (KxRoot) inner = NULL;
  g_autofree char *path = tree_path (outer, "inner");

  tree_write (outer, "secret", "outside");
  tree_mkdir (outer, "inner");
  tree_link (outer, "inner/up", "../secret");
  tree_link (outer, "inner/full", outer->path);
  inner = kx_root_new (path, NULL);
  g_assert_false (kx_root_exists (inner, "/up"));
  g_assert_false (kx_root_exists (inner, "/../secret"));
  g_assert_false (kx_root_exists (inner, "/full/secret"));
}

static void
test_not_regular (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *fifo = tree_path (tree, "fifo");
  g_autofree char *path = tree_path (tree, "socket");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  tree_mkdir (tree, "directory");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  /* None of these may block. */
  assert_fails (tree, "/directory", G_IO_ERROR_NOT_REGULAR_FILE);
  assert_fails (tree, "/fifo", G_IO_ERROR_NOT_REGULAR_FILE);
  assert_fails (tree, "/socket", G_IO_ERROR_NOT_REGULAR_FILE);
  close (fd);
}

static void
test_cap (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *exact = g_strnfill (100, 'x');
  g_autofree char *more = g_strnfill (101, 'x');

  tree_write (tree, "exact", exact);
  tree_write (tree, "more", more);
  tree_write (tree, "empty", "");
  assert_reads (tree, "exact", exact);
  assert_reads (tree, "empty", "");
  assert_fails (tree, "more", G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_flags (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (KxRoot) again = kx_root_dup (tree->root, &error);
  int fd;

  g_assert_no_error (error);
  tree_write (tree, "file", "x");
  fd = kx_root_open (again, "file", O_RDONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFL) & O_NONBLOCK, !=, 0);
  close (fd);
  g_assert_cmpint (kx_root_get_fd (again), !=, kx_root_get_fd (tree->root));
}

static void
test_no_root (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = tree_path (tree, "file");

  g_assert_null (kx_root_new ("/nowhere/at/all", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  tree_write (tree, "file", "x");
  g_assert_null (kx_root_new (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

static gboolean
note (int directory, const struct stat *status, const char *name, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", name != NULL ? name : ".");
  return name == NULL || !g_str_equal (name, "stop");
}

static void
assert_walk (Tree *tree, const char *path, KxRootWalk result, const char *way)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpint (kx_root_walk (tree->root, path, NULL, note, names), ==, result);
  g_assert_cmpstr (names->str, ==, way);
}

static void
test_walk (void)
{
  g_autoptr (Tree) tree = tree_new ();
  struct stat status;
  g_autoptr (GString) names = g_string_new (NULL);

  tree_write (tree, "usr/lib/modules/vmlinuz", "12345");
  tree_link (tree, "lib", "usr/lib");
  tree_link (tree, "boot/vmlinuz", "../lib/modules/vmlinuz");
  tree_link (tree, "full", "/boot/./vmlinuz");
  tree_link (tree, "loop", "loop");
  tree_mkdir (tree, "stop/here");

  assert_walk (tree, "/usr/lib", KX_ROOT_WALK_ARRIVED, "usr lib . ");
  assert_walk (tree, "/boot/vmlinuz", KX_ROOT_WALK_ARRIVED,
               "boot vmlinuz lib usr lib modules vmlinuz ");
  assert_walk (tree, "full", KX_ROOT_WALK_ARRIVED,
               "full boot vmlinuz lib usr lib modules vmlinuz ");
  assert_walk (tree, "/../../lib/..", KX_ROOT_WALK_ARRIVED, "lib usr lib . ");
  assert_walk (tree, "/usr/share/x", KX_ROOT_WALK_MISSING, "usr share ");
  assert_walk (tree, "/boot/vmlinuz/x", KX_ROOT_WALK_MISSING,
               "boot vmlinuz lib usr lib modules vmlinuz ");
  assert_walk (tree, "/stop/here", KX_ROOT_WALK_STOPPED, "stop ");
  assert_walk (tree, "/", KX_ROOT_WALK_ARRIVED, ". ");
  g_assert_cmpint (kx_root_walk (tree->root, "loop", NULL, note, names), ==, KX_ROOT_WALK_MISSING);

  g_assert_cmpint (kx_root_walk (tree->root, "full", &status, note, names), ==,
                   KX_ROOT_WALK_ARRIVED);
  g_assert_cmpint (status.st_size, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/root/links", test_links);
  g_test_add_func ("/root/outside", test_outside);
  g_test_add_func ("/root/not-regular", test_not_regular);
  g_test_add_func ("/root/cap", test_cap);
  g_test_add_func ("/root/flags", test_flags);
  g_test_add_func ("/root/no-root", test_no_root);
  g_test_add_func ("/root/walk", test_walk);
  return g_test_run ();
}
