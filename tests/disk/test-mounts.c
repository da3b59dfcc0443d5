/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tree.h"

/*
 * What the table of mounts does to a watch. In a mount namespace of the test's own, for which one has
 * to be root or to be allowed user namespaces.
 */

static gboolean may_mount;

static void
write_file (const char *path, const char *text)
{
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  fclose (file);
}

static gboolean
enter_namespace (void)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", (guint) geteuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", (guint) getegid ());
  gboolean is_root = geteuid () == 0;

  if (unshare (is_root ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0)
    return FALSE;
  if (!is_root)
    {
      write_file ("/proc/self/setgroups", "deny");
      write_file ("/proc/self/uid_map", uids);
      write_file ("/proc/self/gid_map", gids);
    }
  /* The kernel looks at neither; valgrind does. */
  return mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0;
}

static void
mount_at (Tree *tree, const char *path)
{
  g_autofree char *full = tree_path (tree, path);

  g_assert_cmpint (mount ("test", full, "tmpfs", 0, "mode=0755"), ==, 0);
}

static void
unmount (Tree *tree, const char *path)
{
  g_autofree char *full = tree_path (tree, path);

  g_assert_cmpint (umount2 (full, 0), ==, 0);
}

static gboolean
count_out (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
count (KxWatch *watch, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* Until as many scans were asked for as wanted, or for a while where none is. */
static void
run (guint *settled, guint wanted, guint milliseconds)
{
  gboolean over = FALSE;
  guint source = g_timeout_add (milliseconds, count_out, &over);

  while (!over && (wanted == 0 || *settled < wanted))
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (source);
  g_assert_cmpuint (*settled, ==, wanted);
}

static void
test_mounts (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxWatch) watch = NULL;
  g_autoptr (GError) error = NULL;
  guint settled = 0;

  if (!may_mount)
    {
      g_test_skip ("neither root nor allowed user namespaces");
      return;
    }
  tree_mkdir (tree, "boot");
  tree_mkdir (tree, "home");
  watch = kx_watch_new (tree->root, &error);
  g_assert_no_error (error);
  g_signal_connect (watch, "settled", G_CALLBACK (count), &settled);

  /* Somewhere else: none of ours. */
  mount_at (tree, "home");
  run (&settled, 0, 300);
  g_assert_null (kx_watch_get_waiting (watch));

  mount_at (tree, "boot");
  run (&settled, 1, 30000);
  /* What is mounted there now is what is watched. */
  tree_kernel (tree, "boot/vmlinuz-6.1", "6.1");
  run (&settled, 2, 30000);
  unmount (tree, "boot");
  run (&settled, 3, 30000);
  tree_kernel (tree, "boot/vmlinuz-6.2", "6.2");
  run (&settled, 4, 30000);
  unmount (tree, "home");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  may_mount = enter_namespace ();
  g_test_add_func ("/mounts/mounts", test_mounts);
  return g_test_run ();
}
