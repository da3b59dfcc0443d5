/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plain.h"
#include "tree.h"

#define KERNEL "boot/vmlinuz-6.2"
#define INITRD "boot/initrd.img-6.2"

static void
test_unreadable (void)
{
  g_autoptr (Tree) tree = NULL;
  g_autoptr (KxCatalogue) catalogue = NULL;

  if (geteuid () == 0)
    {
      /* Nothing is unreadable to root: that the message arrives is all that can be seen. */
      g_assert_cmpint (seteuid (65534), ==, 0);
    }
  tree = tree_new_with_kernels ();
  tree_chmod (tree, KERNEL, 0);
  catalogue = tree_scan (tree);
  g_assert_cmpstr (catalogue->choice->id, ==, "6.1");
  g_assert_nonnull (strstr (kx_catalogue_find (catalogue, "6.2")->problems[0],
                            "Permission denied"));
  g_clear_pointer (&tree, tree_free);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

/* A file of another user: only root can make one. */
static void
test_foreign_owner (void)
{
  g_autoptr (Tree) tree = tree_new_with_kernels ();
  g_autoptr (KxCatalogue) catalogue = NULL;
  g_autofree char *path = tree_path (tree, KERNEL);

  if (geteuid () == 0)
    g_assert_cmpint (chown (path, 1234, 0), ==, 0);
  else
    tree_chmod (tree, KERNEL, 0666);
  catalogue = tree_scan (tree);
  g_assert_cmpstr (catalogue->choice->id, ==, "6.1");
  g_assert_false (kx_catalogue_find (catalogue, "6.2")->complete);
}

/* Somebody has the kernel open for writing. */
static void
test_writer (void)
{
  g_autoptr (Tree) tree = tree_new_with_kernels ();
  g_autofree char *path = tree_path (tree, KERNEL);
  g_autoptr (KxCatalogue) during = NULL;
  g_autoptr (KxCatalogue) after = NULL;
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  during = tree_scan (tree);
  g_assert_cmpstr (during->choice->id, ==, "6.1");
  g_assert_true (during->pending);
  g_assert_nonnull (strstr (kx_catalogue_find (during, "6.2")->problems[0], "is being written"));
  close (fd);
  after = tree_scan (tree);
  g_assert_cmpstr (after->choice->id, ==, "6.2");
}

static gpointer
write_again (gpointer data)
{
  Tree *tree = data;

  g_usleep (G_USEC_PER_SEC / 2);
  tree_kernel (tree, KERNEL, "6.2");
  return NULL;
}

/* Somebody writes it in small steps and closes it in between: it changed during the last second. */
static void
test_changing (void)
{
  g_autoptr (Tree) tree = tree_new_with_kernels ();
  GThread *thread = g_thread_new ("writer", write_again, tree);
  g_autoptr (KxCatalogue) catalogue = tree_scan (tree);

  g_thread_join (thread);
  g_assert_cmpstr (catalogue->choice->id, ==, "6.1");
  g_assert_true (catalogue->pending);
  g_assert_nonnull (strstr (kx_catalogue_find (catalogue, "6.2")->problems[0],
                            "changed within the last second"));
}

/* Equal stamps: untouched. Whatever happens to one of the files makes another. */
static void
test_stamp (void)
{
  g_autoptr (Tree) tree = tree_new_with_kernels ();
  g_autoptr (KxCatalogue) first = tree_scan (tree);
  g_autoptr (KxCatalogue) second = tree_scan (tree);
  g_autoptr (KxCatalogue) third = NULL;

  g_assert_cmpstr (first->choice->stamp, ==, second->choice->stamp);
  g_assert_cmpstr (first->choice->stamp, !=, kx_catalogue_find (first, "6.1")->stamp);
  tree_write (tree, INITRD, "INITRD");
  third = tree_scan (tree);
  g_assert_cmpstr (first->choice->stamp, !=, third->choice->stamp);
  g_assert_cmpstr (kx_catalogue_find (first, "6.1")->stamp, ==,
                   kx_catalogue_find (third, "6.1")->stamp);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (G_USEC_PER_SEC / 5);
  g_cancellable_cancel (data);
  return NULL;
}

/* A scan that waits for files to grow old does not have to wait for that to be cancelled. */
static void
test_cancel (void)
{
  g_autoptr (Tree) tree = tree_new_with_kernels ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("canceller", cancel_soon, cancellable);

  g_assert_null (kx_scan (tree->root, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC * 9 / 10);
  g_thread_join (thread);
}

/* Whoever fills /boot with names gets no more than this looked at: the newest. */
static void
test_many (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxCatalogue) catalogue = NULL;

  for (guint i = 0; i < KX_PLAIN_MAX + 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("boot/vmlinuz-5.%u", i);

      tree_write (tree, name, "x");
    }
  catalogue = tree_scan (tree);
  g_assert_null (catalogue->choice);
  g_assert_cmpuint (catalogue->images->len, ==, KX_PLAIN_MAX);
  g_assert_null (kx_catalogue_find (catalogue, "5.99"));
  g_assert_nonnull (kx_catalogue_find (catalogue, "5.100"));
}

/* That nothing was found has a reason. */
static void
test_unreadable_boot (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxCatalogue) catalogue = NULL;

  tree_write (tree, "boot", "no directory");
  catalogue = tree_scan (tree);
  g_assert_null (catalogue->choice);
  g_assert_nonnull (strstr (catalogue->reason, "cannot open /boot: Not a directory"));
}

static gboolean
is_other (KxRoot *root, const char *path)
{
  g_autofree guint8 *buffer = g_malloc (KX_KERNEL_HEAD_SIZE);
  KxInspection *inspection = kx_inspect (root, path, KX_INSPECT_AS_KERNEL, buffer);
  gboolean other = inspection->is_other;

  g_assert_true (inspection->exists);
  g_assert_false (inspection->is_kernel);
  kx_inspection_free (inspection);
  return other;
}

/* A program of this very system has been there for a while; what has just been written may still
 * become a kernel, and what is cut off was one. */
static void
test_other (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxRoot) here = kx_root_new ("/", NULL);

  tree_write (tree, "boot/vmlinuz", "This is a text, and no kernel.\n");
  tree_write (tree, "boot/cut", "MZ");
  g_assert_true (is_other (here, "/bin/true"));
  g_assert_false (is_other (tree->root, "/boot/vmlinuz"));
  g_assert_false (is_other (tree->root, "/boot/cut"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/unreadable", test_unreadable);
  g_test_add_func ("/scan/foreign-owner", test_foreign_owner);
  g_test_add_func ("/scan/writer", test_writer);
  g_test_add_func ("/scan/changing", test_changing);
  g_test_add_func ("/scan/stamp", test_stamp);
  g_test_add_func ("/scan/cancel", test_cancel);
  g_test_add_func ("/scan/many", test_many);
  g_test_add_func ("/scan/unreadable-boot", test_unreadable_boot);
  g_test_add_func ("/scan/other", test_other);
  return g_test_run ();
}
