/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pstore.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "tree.h"

#define RUNNING "sys/fs/pstore/"
#define ARCHIVE "var/lib/systemd/pstore/"
#define THEN G_GINT64_CONSTANT (1795377600)
#define USEC(seconds) ((seconds) * G_USEC_PER_SEC)

static void
set_time (Tree *tree, const char *path, gint64 seconds)
{
  struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };
  g_autofree char *full = tree_path (tree, path);

  g_assert_no_errno (utimensat (AT_FDCWD, full, times, 0));
}

static void
dump (Tree *tree, const char *path, const char *text, gint64 seconds)
{
  tree_write (tree, path, text);
  set_time (tree, path, seconds);
}

static void
test_none (void)
{
  g_autoptr (Tree) tree = tree_new ();

  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, 0);
  tree_mkdir (tree, RUNNING);
  tree_mkdir (tree, ARCHIVE);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, 0);
}

static void
test_not_a_panic (void)
{
  g_autoptr (Tree) tree = tree_new ();

  dump (tree, RUNNING "dmesg-efi_pstore-1", "Oops#1 Part1\n<4>Panic#1\n", THEN);
  dump (tree, RUNNING "dmesg-efi_pstore-2", "Shutdown#1 Part1\n", THEN);
  dump (tree, RUNNING "dmesg-efi_pstore-3", "Pani", THEN);
  dump (tree, RUNNING "dmesg-efi_pstore-4", "", THEN);
  dump (tree, RUNNING "dmesg-efi_pstore-5.enc.z", "\x78\xda\x63", THEN);
  dump (tree, RUNNING "console-ramoops-0", "Panic#1 Part1\n", THEN);
  dump (tree, ARCHIVE "1795377600/dmesg.txt", "Panic#1 Part1\n", THEN);
  tree_link (tree, RUNNING "dmesg-link", "console-ramoops-0");
  tree_mkdir (tree, RUNNING "dmesg-directory");
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, 0);
}

static void
test_running (void)
{
  g_autoptr (Tree) tree = tree_new ();

  dump (tree, RUNNING "dmesg-efi-179537760001001", "Panic#2 Part1\n<6>", THEN);
  dump (tree, RUNNING "dmesg-efi-179537760002001", "Oops#1 Part1\n<6>", THEN + 5);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN));
}

/* What systemd-pstore makes of it: by the day's releases with one directory or two. */
static void
test_archive (void)
{
  g_autoptr (Tree) tree = tree_new ();

  dump (tree, ARCHIVE "179537750/dmesg-efi-179537750001001", "Panic#1 Part1\n", THEN - 100);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN - 100));
  dump (tree, ARCHIVE "1795377600/001/dmesg-efi_pstore-179537760001001", "Panic#1 Part1\n", THEN);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN));
  dump (tree, ARCHIVE "7711087680/dmesg-erst-7711087680", "Panic#1 Part1\n", THEN + 100);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 100));
  dump (tree, ARCHIVE "a/b/c/dmesg-efi-1", "Panic#1 Part1\n", THEN + 200);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 100));
}

static void
test_both (void)
{
  g_autoptr (Tree) tree = tree_new ();

  dump (tree, RUNNING "dmesg-erst-1", "Panic#1 Part1\n", THEN);
  dump (tree, ARCHIVE "1/dmesg-erst-2", "Panic#1 Part1\n", THEN + 1);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 1));
  dump (tree, RUNNING "dmesg-erst-3", "Panic#1 Part1\n", THEN + 2);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 2));
}

static void
test_many_parts (void)
{
  g_autoptr (Tree) tree = tree_new ();

  for (int part = 1; part <= 40; part++)
    {
      g_autofree char *path = g_strdup_printf (ARCHIVE "1/dmesg-efi-%d", part);
      g_autofree char *text = g_strdup_printf ("Panic#1 Part%d\n", part);

      dump (tree, path, text, THEN + (part == 17));
    }
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 1));
}

/* Years of them, and nobody has cleared them away: the newest is found, and the rest not looked
 * at. */
static void
test_long_archive (void)
{
  g_autoptr (Tree) tree = tree_new ();

  for (int day = 0; day < 300; day++)
    {
      g_autofree char *directory = g_strdup_printf (ARCHIVE "%d", day * 7919 % 300);
      g_autofree char *path = g_strdup_printf ("%s/dmesg-erst-%d", directory, day);

      dump (tree, path, day == 3 ? "Panic#1 Part1\n" : "Oops#1 Part1\n", THEN + day);
      set_time (tree, directory, THEN + day);
    }
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, 0);

  dump (tree, ARCHIVE "a/dmesg-erst-1", "Panic#1 Part1\n", THEN + 299);
  g_assert_cmpint (kx_pstore_find_panic (tree->root), ==, USEC (THEN + 299));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pstore/none", test_none);
  g_test_add_func ("/pstore/not-a-panic", test_not_a_panic);
  g_test_add_func ("/pstore/running", test_running);
  g_test_add_func ("/pstore/archive", test_archive);
  g_test_add_func ("/pstore/both", test_both);
  g_test_add_func ("/pstore/many-parts", test_many_parts);
  g_test_add_func ("/pstore/long-archive", test_long_archive);
  return g_test_run ();
}
