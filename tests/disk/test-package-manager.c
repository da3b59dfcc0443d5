/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "package-manager.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "tree.h"

static void
assert_at_work (Tree *tree, const char *name, const char *lock)
{
  const char *found_lock = NULL;
  const char *found = kx_package_manager_find (tree->root, &found_lock);

  g_assert_cmpstr (found, ==, name);
  g_assert_cmpstr (found_lock, ==, lock);
}

/* Locks of open files: a process's own locks do not bar itself. */
static void
set_lock (int fd, short type)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET };

  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &lock), ==, 0);
}

static void
test_record_lock (gconstpointer data)
{
  const char *const *what = data;
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *path = tree_path (tree, what[1]);
  int fd;

  assert_at_work (tree, NULL, NULL);
  tree_write (tree, what[1], "");
  assert_at_work (tree, NULL, NULL);

  fd = open (path, O_RDWR | O_CLOEXEC);
  set_lock (fd, F_WRLCK);
  assert_at_work (tree, what[0], what[1]);
  /* To ask takes nothing, and lets nothing go. */
  assert_at_work (tree, what[0], what[1]);
  set_lock (fd, F_RDLCK);
  assert_at_work (tree, NULL, NULL);
  set_lock (fd, F_WRLCK);
  set_lock (fd, F_UNLCK);
  assert_at_work (tree, NULL, NULL);
  close (fd);
}

static void
test_pacman (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_mkdir (tree, "var/lib/pacman");
  assert_at_work (tree, NULL, NULL);
  tree_write (tree, "var/lib/pacman/db.lck", "");
  assert_at_work (tree, "pacman", "/var/lib/pacman/db.lck");
  tree_remove (tree, "var/lib/pacman/db.lck");
  assert_at_work (tree, NULL, NULL);
}

/* The kernel's table of locks belongs to the real root; its lines are found again in the tree's. */
static void
test_apk (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *path = tree_path (tree, "lib/apk/db/lock");
  g_autofree char *locks = NULL;
  g_autofree char *other = tree_path (tree, "other");
  int fd, other_fd;

  tree_write (tree, "lib/apk/db/lock", "");
  fd = open (path, O_RDWR | O_CLOEXEC);
  /* There are more locks in the world. */
  other_fd = open (other, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (flock (other_fd, LOCK_EX), ==, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  g_assert_true (g_file_get_contents ("/proc/locks", &locks, NULL, NULL));
  tree_write (tree, "proc/locks", locks);
  assert_at_work (tree, "apk", "/lib/apk/db/lock");
  g_free (g_steal_pointer (&locks));

  g_assert_cmpint (flock (fd, LOCK_UN), ==, 0);
  g_assert_true (g_file_get_contents ("/proc/locks", &locks, NULL, NULL));
  tree_write (tree, "proc/locks", locks);
  assert_at_work (tree, NULL, NULL);
  close (fd);
  close (other_fd);
}

/* What is in the place of a lock must not make anybody wait. */
static void
test_fifo (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *path = tree_path (tree, "var/lib/dpkg/lock");

  tree_mkdir (tree, "var/lib/dpkg");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_at_work (tree, NULL, NULL);
}

int
main (int argc, char **argv)
{
  static const char *const front_end[] = { "dpkg", "/var/lib/dpkg/lock-frontend" };
  static const char *const dpkg[] = { "dpkg", "/var/lib/dpkg/lock" };
  static const char *const rpm[] = { "rpm", "/usr/lib/sysimage/rpm/.rpm.lock" };
  static const char *const old_rpm[] = { "rpm", "/var/lib/rpm/.rpm.lock" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/package-manager/front-end", front_end, test_record_lock);
  g_test_add_data_func ("/package-manager/dpkg", dpkg, test_record_lock);
  g_test_add_data_func ("/package-manager/rpm", rpm, test_record_lock);
  g_test_add_data_func ("/package-manager/old-rpm", old_rpm, test_record_lock);
  g_test_add_func ("/package-manager/pacman", test_pacman);
  g_test_add_func ("/package-manager/apk", test_apk);
  g_test_add_func ("/package-manager/fifo", test_fifo);
  return g_test_run ();
}
