/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "complete.h"

#include <string.h>

#include "tree.h"

/* No scheme of names can bring an image to this many, but what comes may. */
static void
test_many_initrds (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxListings) listings = kx_listings_new (tree->root);
  g_autoptr (GPtrArray) initrds = g_ptr_array_new ();
  g_auto (KxProblems) problems = { 0 };
  KxEntry entry = { .kernel = (char *) "/boot/vmlinuz-6.1" };
  KxInspection file = { .path = (char *) "/boot/initrd", .exists = TRUE,
                       .is_kernel = TRUE, .facts = { .architecture = "x86_64" } };
  KxSurroundings surroundings = { .root = tree->root, .listings = listings,
                                  .architecture = "x86_64", .cmdline = "" };

  kx_problems_init (&problems);
  kx_problems_init (&file.problems);
  for (guint i = 0; i < KX_IMAGE_MAX_INITRDS; i++)
    g_ptr_array_add (initrds, &file);
  kx_entry_check (&entry, &file, initrds, "", &surroundings, &problems);
  g_assert_false (kx_problems_any (&problems));

  for (guint i = initrds->len; i < 1000; i++)
    g_ptr_array_add (initrds, &file);
  kx_entry_check (&entry, &file, initrds, "", &surroundings, &problems);
  g_assert_cmpuint (problems.sentences->len, ==, 1);
  g_assert_nonnull (strstr (problems.sentences->pdata[0], "1000 initrds"));
  g_assert_false (kx_problems_are_pending (&problems));
  kx_problems_clear (&file.problems);
}

/* "vmlinuz-linux" has just been replaced, "initramfs-linux.img" not yet. */
static void
test_stale_initrd (void)
{
  const gint64 minute = G_GINT64_CONSTANT (60000000000);
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxListings) listings = kx_listings_new (tree->root);
  g_autoptr (GPtrArray) initrds = g_ptr_array_new ();
  g_auto (KxProblems) problems = { 0 };
  KxEntry entry = { .kernel = (char *) "/boot/vmlinuz-linux" };
  KxInspection kernel = { .path = (char *) "/boot/vmlinuz-linux", .exists = TRUE,
                       .is_kernel = TRUE, .facts = { .architecture = "x86_64" } };
  KxInspection initrd = { .path = (char *) "/boot/initramfs-linux.img", .exists = TRUE,
                       .is_kernel = TRUE, .facts = { .architecture = "x86_64" } };
  KxSurroundings surroundings = { .root = tree->root, .listings = listings,
                                  .architecture = "x86_64", .cmdline = "" };

  kx_problems_init (&problems);
  kx_problems_init (&kernel.problems);
  kx_problems_init (&initrd.problems);
  g_ptr_array_add (initrds, &initrd);

  kernel.identity.ctime = kx_time_of_day () - minute;
  initrd.identity.ctime = kernel.identity.ctime - minute;
  kx_entry_check (&entry, &kernel, initrds, "", &surroundings, &problems);
  g_assert_false (kx_problems_any (&problems));

  /* An hour ago: whoever wanted another initrd would have made it. */
  kernel.identity.ctime -= 60 * minute;
  initrd.identity.ctime = kernel.identity.ctime - 60 * minute;
  kx_entry_check (&entry, &kernel, initrds, "", &surroundings, &problems);
  g_assert_false (kx_problems_any (&problems));

  kernel.identity.ctime += 60 * minute;
  kx_entry_check (&entry, &kernel, initrds, "", &surroundings, &problems);
  g_assert_true (kx_problems_are_pending (&problems));
  g_assert_nonnull (strstr (problems.sentences->pdata[0], "older than the kernel"));
  kx_problems_clear (&kernel.problems);
  kx_problems_clear (&initrd.problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/initrds/many", test_many_initrds);
  g_test_add_func ("/initrds/stale", test_stale_initrd);
  return g_test_run ();
}
