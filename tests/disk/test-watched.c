/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watched.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <unistd.h>

#include "tree.h"

/* Nothing that happened before this; nothing at all. */
#define EVER G_MININT64
#define NEVER G_MAXINT64

typedef struct
{
  Tree *tree;
  KxWatched *watched;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->tree = tree_new ();
  tree_mkdir (fixture->tree, "boot");
  tree_mkdir (fixture->tree, "etc/kernel");
  fixture->watched = kx_watched_new (fixture->tree->root, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  kx_watched_free (fixture->watched);
  tree_free (fixture->tree);
}

static gboolean
set (Fixture *fixture, gint64 since, const char *path)
{
  const char *const paths[] = { path, NULL };
  gboolean changed = kx_watched_set (fixture->watched, paths, since, since);

  g_assert_null (kx_watched_get_problem (fixture->watched));
  return changed;
}

/* Events are there as soon as what made them is done. */
static void
assert_news (Fixture *fixture, KxWatchedNews news)
{
  g_assert_cmpuint (kx_watched_read (fixture->watched), ==, news);
  g_assert_cmpuint (kx_watched_read (fixture->watched), ==, KX_WATCHED_NOTHING);
}

static void
test_forms (Fixture *fixture, gconstpointer user_data)
{
  g_assert_false (set (fixture, NEVER, "/boot/"));
  tree_write (fixture->tree, "boot/config-6.1", "x");
  assert_news (fixture, KX_WATCHED_NOTHING);
  tree_write (fixture->tree, "boot/vmlinuz-6.1", "x");
  assert_news (fixture, KX_WATCHED_CHANGED | KX_WATCHED_LARGE);

  g_assert_true (set (fixture, NEVER, "/etc/kernel/*")); /* /boot is watched no more */
  kx_watched_read (fixture->watched);
  tree_write (fixture->tree, "boot/vmlinuz-6.1", "y");
  assert_news (fixture, KX_WATCHED_NOTHING);
  tree_write (fixture->tree, "etc/kernel/anything", "x");
  assert_news (fixture, KX_WATCHED_CHANGED);
  tree_write (fixture->tree, "etc/kernel/anything.new", "x");
  assert_news (fixture, KX_WATCHED_NOTHING);

  g_assert_false (set (fixture, NEVER, "/etc/kernel/cmdline"));
  tree_write (fixture->tree, "etc/kernel/other", "x");
  assert_news (fixture, KX_WATCHED_NOTHING);
  tree_write (fixture->tree, "etc/kernel/cmdline", "x");
  assert_news (fixture, KX_WATCHED_CHANGED | KX_WATCHED_MOVED);
}

static void
test_self (Fixture *fixture, gconstpointer user_data)
{
  g_assert_false (set (fixture, NEVER, "/boot/"));
  tree_chmod (fixture->tree, "boot", 0777);
  g_assert_cmpuint (kx_watched_read (fixture->watched) & KX_WATCHED_CHANGED, !=, 0);
  tree_remove (fixture->tree, "boot");
  g_assert_cmpuint (kx_watched_read (fixture->watched) & KX_WATCHED_MOVED, !=, 0);
  g_assert_true (set (fixture, NEVER, "/boot/"));
  tree_mkdir (fixture->tree, "boot");
  assert_news (fixture, KX_WATCHED_CHANGED | KX_WATCHED_MOVED);
}

/* What is watched anew tells of itself whether it was altered lately: by its own age, … */
static void
test_since_directory (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (set (fixture, EVER, "/etc/kernel/cmdline"));
  g_assert_false (set (fixture, EVER, "/etc/kernel/cmdline"));
}

/* … or by that of the file. */
static void
test_since_file (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = tree_path (fixture->tree, "etc/kernel/cmdline");
  GStatBuf before, after;
  gint64 since;

  tree_write (fixture->tree, "etc/kernel/cmdline", "x");
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  /* Written in place, until the clock of the time stamps has advanced: the directory is older then. */
  do
    {
      tree_write (fixture->tree, "etc/kernel/cmdline", "y");
      g_assert_cmpint (g_stat (path, &after), ==, 0);
    }
  while (after.st_ctim.tv_sec == before.st_ctim.tv_sec
         && after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
  since = (gint64) after.st_ctim.tv_sec * 1000000000 + after.st_ctim.tv_nsec;
  g_assert_true (set (fixture, since, "/etc/kernel/cmdline"));
}

static void
test_not_since (Fixture *fixture, gconstpointer user_data)
{
  tree_write (fixture->tree, "etc/kernel/cmdline", "x");
  g_assert_false (set (fixture, NEVER, "/etc/kernel/cmdline"));
}

static void
test_lock (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = NULL;
  int fd, reader;

  tree_write (fixture->tree, "var/lib/dpkg/lock", "");
  path = tree_path (fixture->tree, "var/lib/dpkg/lock");
  fd = open (path, O_RDWR | O_CLOEXEC);
  kx_watched_set_lock (fixture->watched, "/var/lib/dpkg/lock");

  /* Those who only ask are no news: this process is one of them. */
  reader = open (path, O_RDONLY | O_CLOEXEC);
  close (reader);
  assert_news (fixture, KX_WATCHED_NOTHING);
  close (fd);
  assert_news (fixture, KX_WATCHED_LOCK);
  tree_remove (fixture->tree, "var/lib/dpkg/lock");
  g_assert_cmpuint (kx_watched_read (fixture->watched) & KX_WATCHED_LOCK, !=, 0);

  kx_watched_set_lock (fixture->watched, NULL);
  kx_watched_read (fixture->watched);
  tree_write (fixture->tree, "var/lib/dpkg/lock", "");
  assert_news (fixture, KX_WATCHED_NOTHING);
}

/* A descriptor that is not readable wakes nobody. */
static void
test_idle (Fixture *fixture, gconstpointer user_data)
{
  struct pollfd fd = { .fd = kx_watched_get_fd (fixture->watched), .events = POLLIN };

  g_assert_false (set (fixture, NEVER, "/boot/"));
  g_assert_cmpint (poll (&fd, 1, 0), ==, 0);
  tree_write (fixture->tree, "boot/vmlinuz-6.1", "x");
  g_assert_cmpint (poll (&fd, 1, 0), ==, 1);
}

#define CASE(name, test) g_test_add ("/watched/" name, Fixture, NULL, setup, test, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("forms", test_forms);
  CASE ("self", test_self);
  CASE ("since-directory", test_since_directory);
  CASE ("since-file", test_since_file);
  CASE ("not-since", test_not_since);
  CASE ("lock", test_lock);
  CASE ("idle", test_idle);
  return g_test_run ();
}
