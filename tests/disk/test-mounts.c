/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <fcntl.h>
#include <linux/auto_fs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
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
run_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, count_out, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
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

/* The automounter: a process, because it may not run into its own traps. */
typedef struct
{
  pid_t pid;
  int requests[2];
} Automounter;

/* Answers each request by mounting @what at @where. */
static void
serve (int requests, const char *what, const char *where, int trap)
{
  union autofs_v5_packet_union packet;

  while (read (requests, &packet, sizeof packet) == (ssize_t) sizeof packet)
    {
      gboolean mounted = mount (what, where, "none", MS_BIND, NULL) == 0;

      ioctl (trap, mounted ? AUTOFS_IOC_READY : AUTOFS_IOC_FAIL,
             (unsigned long) packet.missing_direct.wait_queue_token);
    }
}

static void
run_automounter (Automounter *automounter, const char *what, const char *where, int ready)
{
  g_autofree char *options = NULL;
  gboolean mounted;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  setpgid (0, 0);
  options = g_strdup_printf ("fd=%d,pgrp=%d,minproto=5,maxproto=5,direct", automounter->requests[1],
                             (int) getpgrp ());
  mounted = mount ("automounter", where, "autofs", 0, options) == 0;
  if (write (ready, &mounted, sizeof mounted) != (ssize_t) sizeof mounted || !mounted)
    _exit (1);
  close (automounter->requests[1]);
  serve (automounter->requests[0], what, where, open (where, O_RDONLY | O_DIRECTORY));
  _exit (0);
}

/* Whether the kernel knows automounters. */
static gboolean
start_automounter (Automounter *automounter, const char *what, const char *where)
{
  gboolean mounted = FALSE;
  int ready[2];

  g_assert_cmpint (pipe2 (automounter->requests, O_DIRECT), ==, 0);
  g_assert_cmpint (pipe (ready), ==, 0);
  automounter->pid = fork ();
  if (automounter->pid == 0)
    run_automounter (automounter, what, where, ready[1]);
  close (automounter->requests[0]);
  close (automounter->requests[1]);
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &mounted, sizeof mounted), ==, sizeof mounted);
  close (ready[0]);
  return mounted;
}

static void
stop_automounter (Automounter *automounter)
{
  kill (automounter->pid, SIGKILL);
  waitpid (automounter->pid, NULL, 0);
}

/* As a scan does, and everybody else who looks into the directory. */
static void
look_into (Tree *tree, const char *path)
{
  int fd = kx_root_open (tree->root, path, O_PATH | O_DIRECTORY, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
}

static void
follow_automounter (Tree *tree)
{
  static const char *const paths[] = { "/boot/", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (KxWatch) watch = kx_watch_new (tree->root, &error);
  guint settled = 0;

  g_assert_no_error (error);
  g_signal_connect (watch, "settled", G_CALLBACK (count), &settled);
  kx_watch_set_paths (watch, paths);
  run (&settled, 0, 300);

  /* What it mounts for the first time is not known. */
  look_into (tree, "boot");
  run (&settled, 1, 30000);
  /* It is not kept from unmounting, which is no change; nor is that it mounts the same again. */
  unmount (tree, "boot");
  run_for (300);
  g_assert_null (kx_watch_get_waiting (watch));
  look_into (tree, "boot");
  run_for (3000);
  g_assert_cmpuint (settled, ==, 1);

  tree_kernel (tree, "boot/vmlinuz-6.2", "6.2");
  run (&settled, 2, 30000);
  unmount (tree, "boot");
  /* Altered behind its back. */
  tree_kernel (tree, "backing/vmlinuz-6.3", "6.3");
  run_for (300);
  g_assert_cmpuint (settled, ==, 2);
  look_into (tree, "boot");
  run (&settled, 3, 30000);
  unmount (tree, "boot");
}

static void
test_automounter (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autofree char *backing = tree_path (tree, "backing");
  g_autofree char *boot = tree_path (tree, "boot");
  Automounter automounter;
  gboolean started;

  if (!may_mount)
    {
      g_test_skip ("neither root nor allowed user namespaces");
      return;
    }
  tree_mkdir (tree, "boot");
  tree_mkdir (tree, "backing");
  mount_at (tree, "backing");
  tree_kernel (tree, "backing/vmlinuz-6.1", "6.1");
  started = start_automounter (&automounter, backing, boot);
  if (started)
    follow_automounter (tree);
  else
    g_test_skip ("the kernel lets nobody but the first root be an automounter, or knows none");
  stop_automounter (&automounter);
  if (started)
    unmount (tree, "boot");
  unmount (tree, "backing");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  may_mount = enter_namespace ();
  g_test_add_func ("/mounts/mounts", test_mounts);
  g_test_add_func ("/mounts/automounter", test_automounter);
  return g_test_run ();
}
