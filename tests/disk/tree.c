/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tree.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "image-builder.h"
#include "scan.h"

#define RELEASE_OFFSET 0x300

Tree *
tree_new (void)
{
  Tree *tree = g_new0 (Tree, 1);
  g_autoptr (GError) error = NULL;

  umask (022);
  tree->files = fake_root_new ();
  tree->path = tree->files->path;
  tree->root = kx_root_new (tree->path, &error);
  g_assert_no_error (error);
  return tree;
}

void
tree_free (Tree *tree)
{
  kx_root_unref (tree->root);
  fake_root_free (tree->files);
  g_free (tree);
}

char *
tree_path (Tree *tree, const char *path)
{
  return fake_root_get_path (tree->files, path);
}

static char *
prepare (Tree *tree, const char *path)
{
  char *full = tree_path (tree, path);
  g_autofree char *directory = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0755), ==, 0);
  return full;
}

void
tree_mkdir (Tree *tree, const char *path)
{
  g_autofree char *full = prepare (tree, path);

  g_assert_true (g_mkdir (full, 0755) == 0 || errno == EEXIST);
}

void
tree_write_bytes (Tree *tree, const char *path, gconstpointer bytes, gsize size)
{
  g_autofree char *full = prepare (tree, path);
  FILE *file = g_fopen (full, "w");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

void
tree_write (Tree *tree, const char *path, const char *text)
{
  tree_write_bytes (tree, path, text, strlen (text));
}

void
tree_link (Tree *tree, const char *path, const char *target)
{
  g_autofree char *full = prepare (tree, path);

  g_assert_cmpint (symlink (target, full), ==, 0);
}

void
tree_kernel (Tree *tree, const char *path, const char *release)
{
  g_autoptr (Image) image = image_bzimage ();
  g_autofree char *banner = g_strdup_printf ("%s (builder@example.org) #1 SMP", release);

  image_put (image, RELEASE_OFFSET, banner, strlen (banner) + 1);
  tree_write_bytes (tree, path, image->data, image->len);
}

void
tree_chmod (Tree *tree, const char *path, int mode)
{
  g_autofree char *full = tree_path (tree, path);

  g_assert_cmpint (g_chmod (full, mode), ==, 0);
}

void
tree_remove (Tree *tree, const char *path)
{
  g_autofree char *full = tree_path (tree, path);

  g_assert_cmpint (remove (full), ==, 0);
}

void
tree_rename (Tree *tree, const char *from, const char *to)
{
  g_autofree char *source = tree_path (tree, from);
  g_autofree char *target = tree_path (tree, to);

  g_assert_cmpint (g_rename (source, target), ==, 0);
}

Tree *
tree_new_with_kernels (void)
{
  Tree *tree = tree_new ();

  tree_kernel (tree, "boot/vmlinuz-6.1", "6.1");
  tree_write (tree, "boot/initrd.img-6.1", "initrd");
  tree_mkdir (tree, "usr/lib/modules/6.1");
  tree_kernel (tree, "boot/vmlinuz-6.2", "6.2");
  tree_write (tree, "boot/initrd.img-6.2", "initrd");
  tree_mkdir (tree, "usr/lib/modules/6.2");
  tree_write (tree, "proc/cmdline", "root=/dev/vda1");
  return tree;
}

KxCatalogue *
tree_scan (Tree *tree)
{
  g_autoptr (GError) error = NULL;
  KxCatalogue *catalogue = kx_scan (tree->root, NULL, &error);

  g_assert_no_error (error);
  return catalogue;
}
