/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "image-builder.h"
#include "tree.h"

/*
 * In each case 6.1 is whole and something is wrong with 6.2, or with its surroundings. Each is scanned in
 * a tree of its own, in a process where all trees were made before, because a scan
 * waits for files that have just been made.
 */
typedef struct
{
  const char *name;
  void (*spoil) (Tree *tree);
  const char *problem; /* a part of it; NULL: there is none, 6.2 is the choice */
  gboolean pending;
} Vector;

typedef struct
{
  const Vector *vector;
  Tree *tree;
} Case;

#define KERNEL "boot/vmlinuz-6.2"
#define INITRD "boot/initrd.img-6.2"

static void
spoil_nothing (Tree *tree)
{
}

static void
remove_initrd (Tree *tree)
{
  tree_remove (tree, INITRD);
}

static void
empty_initrd (Tree *tree)
{
  tree_write (tree, INITRD, "");
}

static void
initrd_is_directory (Tree *tree)
{
  tree_remove (tree, INITRD);
  tree_mkdir (tree, INITRD);
}

static void
initrd_dangles (Tree *tree)
{
  tree_remove (tree, INITRD);
  tree_link (tree, INITRD, "initrd.img-none");
}

static void
initrd_in_the_making (Tree *tree)
{
  tree_write (tree, INITRD ".new", "");
}

static void
kernel_in_the_making (Tree *tree)
{
  tree_write (tree, KERNEL ".dpkg-new", "");
}

static void
empty_kernel (Tree *tree)
{
  tree_write (tree, KERNEL, "");
}

static void
truncate_kernel_to (Tree *tree, gsize size)
{
  g_autofree char *path = tree_path (tree, KERNEL);

  g_assert_cmpint (truncate (path, (off_t) size), ==, 0);
}

static void
truncate_kernel (Tree *tree)
{
  truncate_kernel_to (tree, IMAGE_BZIMAGE_SIZE - 1);
}

static void
truncate_setup (Tree *tree)
{
  truncate_kernel_to (tree, 1024);
}

static void
text_kernel (Tree *tree)
{
  tree_write (tree, KERNEL, "This is a text, and no kernel.\n");
}

static void
elf_kernel (Tree *tree)
{
  g_autoptr (Image) image = image_elf (2, 1);

  tree_write_bytes (tree, KERNEL, image->data, image->len);
}

static void
arm_kernel (Tree *tree)
{
  g_autoptr (Image) image = image_arm64 ();

  tree_write_bytes (tree, KERNEL, image->data, image->len);
}

static void
other_release (Tree *tree)
{
  tree_kernel (tree, KERNEL, "6.3");
}

static void
kernel_is_directory (Tree *tree)
{
  tree_remove (tree, KERNEL);
  tree_mkdir (tree, KERNEL);
}

static void
kernel_is_fifo (Tree *tree)
{
  g_autofree char *path = tree_path (tree, KERNEL);

  tree_remove (tree, KERNEL);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

static void
kernel_is_socket (Tree *tree)
{
  g_autofree char *path = tree_path (tree, KERNEL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  tree_remove (tree, KERNEL);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
}

static void
kernel_dangles (Tree *tree)
{
  tree_remove (tree, KERNEL);
  tree_link (tree, KERNEL, "nowhere");
}

static void
kernel_escapes (Tree *tree)
{
  tree_remove (tree, KERNEL);
  tree_link (tree, KERNEL, "../../../../../../../../../../../etc/passwd");
}

static void
kernel_world_writable (Tree *tree)
{
  tree_chmod (tree, KERNEL, 0666);
}

static void
kernel_group_writable (Tree *tree)
{
  tree_chmod (tree, KERNEL, 0664);
}

static void
initrd_world_writable (Tree *tree)
{
  tree_chmod (tree, INITRD, 0602);
}

/* A link leads through a directory that others can write; that it is sticky helps nothing. */
static void
link_through_open_directory (Tree *tree)
{
  tree_kernel (tree, "shared/kernel", "6.2");
  tree_chmod (tree, "shared", 01777);
  tree_remove (tree, KERNEL);
  tree_link (tree, KERNEL, "../shared/kernel");
}

/* … which is not where the file lies in the end. */
static void
link_by_way_of_open_directory (Tree *tree)
{
  tree_kernel (tree, "kernels/kernel", "6.2");
  tree_link (tree, "shared/kernel", "../kernels/kernel");
  tree_chmod (tree, "shared", 0777);
  tree_remove (tree, KERNEL);
  tree_link (tree, KERNEL, "../shared/kernel");
}

static void
modules_missing (Tree *tree)
{
  tree_remove (tree, "usr/lib/modules/6.2");
}

/* No modules at all is how a kernel with everything built in comes. */
static void
no_modules (Tree *tree)
{
  tree_remove (tree, "usr/lib/modules/6.1");
  tree_remove (tree, "usr/lib/modules/6.2");
}

static void
modules_unmerged (Tree *tree)
{
  tree_remove (tree, "usr/lib/modules/6.2");
  tree_mkdir (tree, "lib/modules/6.2");
}

static void
long_cmdline (Tree *tree)
{
  g_autofree char *cmdline = g_strnfill (2017, 'x');

  tree_write (tree, "etc/kernel/cmdline", cmdline);
}

/* It fits, and what is added under EFI does not: the kernel takes 2016 bytes. */
static void
filling_cmdline (Tree *tree)
{
  g_autofree char *cmdline = g_strnfill (2003, 'x');

  tree_write (tree, "etc/kernel/cmdline", cmdline);
}

static void
filling_cmdline_with_efi (Tree *tree)
{
  filling_cmdline (tree);
  tree_mkdir (tree, "sys/firmware/efi");
}

static void
bad_cmdline (Tree *tree)
{
  tree_write_bytes (tree, "etc/kernel/cmdline", "root=x\0init=/bin/sh", 19);
}

static void
open_cmdline (Tree *tree)
{
  tree_write (tree, "etc/kernel/cmdline", "quiet");
  tree_chmod (tree, "etc/kernel/cmdline", 0666);
}

static const Vector vectors[] = {
  { "whole", spoil_nothing, NULL, FALSE },
  { "initrd-missing", remove_initrd, "its initrd is missing", TRUE },
  { "initrd-empty", empty_initrd, "/boot/initrd.img-6.2 is empty", TRUE },
  { "initrd-is-directory", initrd_is_directory, "a directory", FALSE },
  { "initrd-dangles", initrd_dangles, "leads nowhere", TRUE },
  { "initrd-in-the-making", initrd_in_the_making, "about to be replaced by initrd.img-6.2.new", TRUE },
  { "kernel-in-the-making", kernel_in_the_making, "about to be replaced", TRUE },
  { "kernel-empty", empty_kernel, "is empty", TRUE },
  { "kernel-truncated", truncate_kernel, "/boot/vmlinuz-6.2: ", TRUE },
  { "setup-truncated", truncate_setup, "/boot/vmlinuz-6.2: ", TRUE },
  { "kernel-is-text", text_kernel, "/boot/vmlinuz-6.2: ", TRUE },
  { "kernel-is-elf", elf_kernel, "ELF", TRUE },
  { "kernel-is-foreign", arm_kernel, "a kernel for aarch64, this machine is x86_64", FALSE },
  { "other-release", other_release, "contains the kernel 6.3", TRUE },
  { "kernel-is-directory", kernel_is_directory, "a directory", FALSE },
  { "kernel-is-fifo", kernel_is_fifo, "a FIFO", FALSE },
  { "kernel-is-socket", kernel_is_socket, "a socket", FALSE },
  { "kernel-dangles", kernel_dangles, "leads nowhere", TRUE },
  { "kernel-escapes", kernel_escapes, "leads nowhere", TRUE },
  { "kernel-world-writable", kernel_world_writable, "chmod go-w", FALSE },
  { "kernel-group-writable", kernel_group_writable, "chmod go-w", FALSE },
  { "initrd-world-writable", initrd_world_writable, "chmod go-w", FALSE },
  { "link-through-open-directory", link_through_open_directory, "the directory ", FALSE },
  { "link-by-way-of-open-directory", link_by_way_of_open_directory, "the directory ", FALSE },
  { "modules-missing", modules_missing, "its modules are missing", TRUE },
  { "no-modules", no_modules, NULL, FALSE },
  { "modules-unmerged", modules_unmerged, NULL, FALSE },
  { "cmdline-too-long", long_cmdline, "command line", FALSE },
  { "filling-cmdline", filling_cmdline, NULL, FALSE },
  { "cmdline-too-long-with-efi", filling_cmdline_with_efi, "command line", FALSE },
  { "cmdline-not-text", bad_cmdline, "/etc/kernel/cmdline cannot be used", FALSE },
  { "cmdline-world-writable", open_cmdline, "cmdline can be written", FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  const Vector *vector = test->vector;
  g_autoptr (KxCatalogue) catalogue = tree_scan (test->tree);
  const KxImage *image = kx_catalogue_find (catalogue, "6.2");
  g_autofree char *problems = NULL;

  g_assert_nonnull (image);
  problems = g_strjoinv ("; ", (char **) image->problems);
  g_test_message ("%s", problems);
  if (vector->problem == NULL)
    {
      g_assert_cmpstr (problems, ==, "");
      g_assert_true (image->complete);
      g_assert_true (catalogue->choice == image);
      g_assert_false (catalogue->pending);
      return;
    }

  g_assert_false (image->complete);
  g_assert_nonnull (strstr (problems, vector->problem));
  g_assert_cmpint (image->pending, ==, vector->pending);
  g_assert_cmpint (catalogue->pending, ==, vector->pending);
  /* The other one is none the worse for it, but for what they share. */
  if (g_str_has_prefix (vector->name, "cmdline"))
    g_assert_null (catalogue->choice);
  else
    g_assert_cmpstr (catalogue->choice->id, ==, "6.1");
}

int
main (int argc, char **argv)
{
  Case cases[G_N_ELEMENTS (vectors)];
  int result;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *path = g_strdup_printf ("/complete/%s", vectors[i].name);

      cases[i] = (Case) { .vector = &vectors[i], .tree = tree_new_with_kernels () };
      vectors[i].spoil (cases[i].tree);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  result = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    tree_free (cases[i].tree);
  return result;
}
