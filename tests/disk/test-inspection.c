/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspection.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

/* What is looked at is a head, whatever the size: far less than it takes to read a gigabyte. */
#define QUICKLY (G_USEC_PER_SEC / 4)

static void
make_zeros (Tree *tree, const char *path, off_t size)
{
  g_autofree char *full = tree_path (tree, path);
  int fd;

  tree_write (tree, path, "");
  fd = open (full, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  close (fd);
}

/* part: of the only problem; NULL: there is none. */
static void
check (Tree *tree, const char *path, KxInspectAs as, const char *part)
{
  g_autofree guint8 *buffer = g_malloc (KX_KERNEL_HEAD_SIZE);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (KxInspection) inspection = kx_inspect (tree->root, path, as, buffer);

  g_assert_cmpint (g_get_monotonic_time () - start, <, QUICKLY);
  if (part == NULL)
    g_assert_false (kx_problems_any (&inspection->problems));
  else
    {
      g_assert_cmpuint (inspection->problems.sentences->len, ==, 1);
      g_assert_nonnull (strstr (inspection->problems.sentences->pdata[0], part));
    }
}

static void
test_zeros (void)
{
  g_autoptr (Tree) tree = tree_new ();

  make_zeros (tree, "boot/vmlinuz-6.1", 1024 * 1024 * 1024);
  check (tree, "/boot/vmlinuz-6.1", KX_INSPECT_AS_KERNEL, "/boot/vmlinuz-6.1: ");
  check (tree, "/boot/vmlinuz-6.1", KX_INSPECT_AS_NAMELESS_KERNEL, "/boot/vmlinuz-6.1: ");
  check (tree, "/boot/vmlinuz-6.1", KX_INSPECT_AS_INITRD,
         "/boot/vmlinuz-6.1 begins with nothing but zeros: it is no initrd: make it again");
  make_zeros (tree, "boot/short", 1);
  check (tree, "/boot/short", KX_INSPECT_AS_INITRD, "begins with nothing but zeros");
  make_zeros (tree, "boot/empty", 0);
  check (tree, "/boot/empty", KX_INSPECT_AS_INITRD, "is empty");
}

static void
test_initrd (void)
{
  g_autoptr (Tree) tree = tree_new ();
  guint8 padded[8192] = { 0 };

  tree_write (tree, "boot/initrd", "070701");
  check (tree, "/boot/initrd", KX_INSPECT_AS_INITRD, NULL);
  padded[4095] = '0';
  tree_write_bytes (tree, "boot/padded", padded, sizeof padded);
  check (tree, "/boot/padded", KX_INSPECT_AS_INITRD, NULL);
}

static void
test_link_loop (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_link (tree, "boot/a", "b");
  tree_link (tree, "boot/b", "a");
  tree_link (tree, "boot/self", "self/x");
  check (tree, "/boot/a", KX_INSPECT_AS_KERNEL, "symbolic links");
  check (tree, "/boot/self", KX_INSPECT_AS_INITRD, "symbolic links");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inspection/zeros", test_zeros);
  g_test_add_func ("/inspection/initrd", test_initrd);
  g_test_add_func ("/inspection/link-loop", test_link_loop);
  return g_test_run ();
}
