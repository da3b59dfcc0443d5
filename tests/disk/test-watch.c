/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "scan.h"
#include "tree.h"

/* Longer than anything here may last; a failing test ends by it. */
#define DEADLINE (30 * G_USEC_PER_SEC)

typedef struct
{
  Tree *tree;
  KxWatch *watch;
  guint settled;
  guint waiting_changed;
} Fixture;

static void
on_settled (KxWatch *watch, gpointer user_data)
{
  ((Fixture *) user_data)->settled++;
}

static void
on_waiting_changed (KxWatch *watch, gpointer user_data)
{
  ((Fixture *) user_data)->waiting_changed++;
}

static void
setup (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const char *boot = user_data;

  fixture->tree = tree_new ();
  tree_mkdir (fixture->tree, "etc");
  if (boot != NULL)
    tree_mkdir (fixture->tree, boot);
  fixture->watch = kx_watch_new (fixture->tree->root, &error);
  g_assert_no_error (error);
  g_assert_null (kx_watch_get_problem (fixture->watch));
  g_signal_connect (fixture->watch, "settled", G_CALLBACK (on_settled), fixture);
  g_signal_connect (fixture->watch, "waiting-changed", G_CALLBACK (on_waiting_changed), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer user_data)
{
  g_object_unref (fixture->watch);
  tree_free (fixture->tree);
}

static gboolean
wake (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the loop until as many scans were asked for. Returns how long that took, in milliseconds. */
static gint64
await_settled (Fixture *fixture, guint wanted)
{
  gint64 start = g_get_monotonic_time ();
  guint ticker = g_timeout_add_seconds (1, wake, NULL);

  while (fixture->settled < wanted && g_get_monotonic_time () - start < DEADLINE)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticker);
  g_assert_cmpuint (fixture->settled, ==, wanted);
  return (g_get_monotonic_time () - start) / 1000;
}

static gboolean
count_out (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the loop until the events of what was done so far have been dealt with. That nothing happens
 * can only be awaited for a time: longer than events are gathered for. */
static void
drain (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, count_out, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_quiet (Fixture *fixture)
{
  drain (300);
  g_assert_null (kx_watch_get_waiting (fixture->watch));
  g_assert_cmpuint (fixture->settled, ==, 0);
}

static void
assert_dirty (Fixture *fixture)
{
  drain (300);
  g_assert_nonnull (kx_watch_get_waiting (fixture->watch));
}

static void
test_kernel (Fixture *fixture, gconstpointer user_data)
{
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  g_assert_cmpint (await_settled (fixture, 1), >=, 1900);
  g_assert_null (kx_watch_get_waiting (fixture->watch));
  /* There was something to wait for, and then not. */
  g_assert_cmpuint (fixture->waiting_changed, ==, 2);
}

#define VARIABLE "sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/* What boot loaders are told by their users is followed in less than the time that images need. */
static void
test_settings (Fixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = { "/" VARIABLE, "/boot/loader/loader.conf", "/boot/grub/grubenv",
                                       "/boot/loader/entries/*", NULL };

  tree_write (fixture->tree, VARIABLE, "a");
  tree_mkdir (fixture->tree, "boot/grub");
  kx_watch_set_paths (fixture->watch, paths);
  await_settled (fixture, 1);

  tree_write (fixture->tree, VARIABLE, "b");
  g_assert_cmpint (await_settled (fixture, 2), <, 1500);
  tree_remove (fixture->tree, VARIABLE);
  g_assert_cmpint (await_settled (fixture, 3), <, 1500);
  tree_write (fixture->tree, "boot/grub/grubenv.new", "c");
  tree_rename (fixture->tree, "boot/grub/grubenv.new", "boot/grub/grubenv");
  g_assert_cmpint (await_settled (fixture, 4), <, 1500);
}

/* ostree makes the next directory ready, and then the link lead there. */
static void
test_swapped_link (Fixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = { "/boot/loader/entries/*", NULL };

  tree_write (fixture->tree, "boot/loader.0/entries/a.conf", "a");
  tree_link (fixture->tree, "boot/loader", "loader.0");
  kx_watch_set_paths (fixture->watch, paths);
  await_settled (fixture, 1);
  tree_write (fixture->tree, "boot/loader.1/entries/b.conf", "b");
  drain (500);
  g_assert_cmpuint (fixture->settled, ==, 1);
  tree_link (fixture->tree, "boot/loader.tmp", "loader.1");
  tree_rename (fixture->tree, "boot/loader.tmp", "boot/loader");
  await_settled (fixture, 2);
  tree_write (fixture->tree, "boot/loader.1/entries/c.conf", "c");
  g_assert_cmpint (await_settled (fixture, 3), <, 1500);
  tree_write (fixture->tree, "boot/loader.0/entries/a.conf", "c");
  drain (500);
  g_assert_cmpuint (fixture->settled, ==, 3);
}

static void
test_irrelevant (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = {
    "boot/config-6.1", "boot/System.map-6.1", "boot/vmlinuz-6.1.dpkg-new",
    "boot/initrd.img-6.1.new", "boot/.vmlinuz-6.1.hmac", "boot/vmlinuz-6.1;5f3a1b2c", "boot/sedAbCdEf", "boot/vmlinuz-6.1~",
    "boot/grub/grub.cfg", "etc/hosts",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tree_write (fixture->tree, names[i], "x");
  assert_quiet (fixture);
}

static void
test_rename (Fixture *fixture, gconstpointer user_data)
{
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1.dpkg-new", "6.1");
  assert_quiet (fixture);
  tree_rename (fixture->tree, "boot/vmlinuz-6.1.dpkg-new", "boot/vmlinuz-6.1");
  assert_dirty (fixture);
}

static void
test_rights (Fixture *fixture, gconstpointer user_data)
{
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  await_settled (fixture, 1);
  tree_chmod (fixture->tree, "boot/vmlinuz-6.1", 0666);
  assert_dirty (fixture);
}

/* /boot comes to exist, with its kernel, and all that later happens in it is seen as well. */
static void
test_boot_appears (Fixture *fixture, gconstpointer user_data)
{
  tree_mkdir (fixture->tree, "boot");
  await_settled (fixture, 1);
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  await_settled (fixture, 2);
}

static void
test_parents_appear (Fixture *fixture, gconstpointer user_data)
{
  tree_write (fixture->tree, "etc/kernel/cmdline", "quiet\n");
  await_settled (fixture, 1);
  tree_write (fixture->tree, "etc/kernel/cmdline", "debug\n");
  await_settled (fixture, 2);
}

static void
test_boot_replaced (Fixture *fixture, gconstpointer user_data)
{
  tree_rename (fixture->tree, "boot", "boot.away");
  tree_mkdir (fixture->tree, "boot");
  await_settled (fixture, 1);
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  await_settled (fixture, 2);
  /* What was moved away is none of ours. */
  tree_kernel (fixture->tree, "boot.away/vmlinuz-6.2", "6.2");
  drain (300);
  g_assert_null (kx_watch_get_waiting (fixture->watch));
}

static void
test_boot_is_link (Fixture *fixture, gconstpointer user_data)
{
  tree_mkdir (fixture->tree, "elsewhere");
  tree_mkdir (fixture->tree, "other");
  tree_link (fixture->tree, "boot", "/elsewhere");
  await_settled (fixture, 1);
  tree_kernel (fixture->tree, "elsewhere/vmlinuz-6.1", "6.1");
  await_settled (fixture, 2);
  /* The link is swapped for another. */
  tree_link (fixture->tree, "boot.new", "other");
  tree_rename (fixture->tree, "boot.new", "boot");
  await_settled (fixture, 3);
  tree_kernel (fixture->tree, "other/vmlinuz-6.1", "6.1");
  await_settled (fixture, 4);
}

/* What happens between a scan and the watch that it asks for is not lost. */
static void
test_between_scan_and_watch (Fixture *fixture, gconstpointer user_data)
{
  static const char *const paths[] = { "/boot/", "/usr/lib/modules/6.1/vmlinuz", NULL };

  kx_watch_touch (fixture->watch);
  await_settled (fixture, 1);
  tree_write (fixture->tree, "usr/lib/modules/6.1/vmlinuz", "x");
  kx_watch_set_paths (fixture->watch, paths);
  g_assert_nonnull (kx_watch_get_waiting (fixture->watch));
  await_settled (fixture, 2);
  tree_write (fixture->tree, "usr/lib/modules/6.1/vmlinuz", "y");
  await_settled (fixture, 3);
}

/* … and the same paths once more are no reason to scan. */
static void
test_same_paths (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxCatalogue) catalogue = NULL;

  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  tree_mkdir (fixture->tree, "usr/lib/modules/6.1");
  await_settled (fixture, 1);
  catalogue = kx_scan (fixture->tree->root, NULL, &error);
  g_assert_no_error (error);
  kx_watch_set_paths (fixture->watch, catalogue->watch);
  drain (300);
  g_assert_null (kx_watch_get_waiting (fixture->watch));
}

static int
lock (Fixture *fixture, const char *path)
{
  g_autofree char *full = tree_path (fixture->tree, path);
  struct flock request = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (full, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

  g_assert_cmpint (fd, >=, 0);
  /* A lock of the descriptor: the process's own locks are none against itself. */
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &request), ==, 0);
  return fd;
}

static void
test_package_manager (Fixture *fixture, gconstpointer user_data)
{
  int fd;

  tree_mkdir (fixture->tree, "var/lib/dpkg");
  fd = lock (fixture, "var/lib/dpkg/lock");
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  drain (3000);
  g_assert_cmpuint (fixture->settled, ==, 0);
  g_assert_nonnull (g_strstr_len (kx_watch_get_waiting (fixture->watch), -1, "dpkg"));

  close (fd);
  g_assert_cmpint (await_settled (fixture, 1), <, 1900);
}

/* A front end keeps its lock while dpkg comes and goes. */
static void
test_front_end (Fixture *fixture, gconstpointer user_data)
{
  int front_end, fd;

  tree_mkdir (fixture->tree, "var/lib/dpkg");
  front_end = lock (fixture, "var/lib/dpkg/lock-frontend");
  fd = lock (fixture, "var/lib/dpkg/lock");
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  drain (300);
  close (fd);
  drain (2500);
  g_assert_cmpuint (fixture->settled, ==, 0);
  close (front_end);
  g_assert_cmpint (await_settled (fixture, 1), <, 1900);
}

static void
test_storm (Fixture *fixture, gconstpointer user_data)
{
  gint64 start;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *name = g_strdup_printf ("boot/vmlinuz-6.%u.dpkg-new", i);

      tree_write (fixture->tree, name, "x");
      tree_remove (fixture->tree, name);
    }
  /* The queue has run over: what was lost may have mattered. */
  start = g_get_monotonic_time ();
  await_settled (fixture, 1);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 12 * G_USEC_PER_SEC);
  tree_kernel (fixture->tree, "boot/vmlinuz-6.1", "6.1");
  await_settled (fixture, 2);
}

/* Without a moment of rest there is a scan all the same. */
static gboolean
disturb (gpointer user_data)
{
  Fixture *fixture = user_data;

  tree_write (fixture->tree, "boot/vmlinuz-6.1", "x");
  return G_SOURCE_CONTINUE;
}

static void
test_no_rest (Fixture *fixture, gconstpointer user_data)
{
  guint source = g_timeout_add (200, disturb, fixture);
  gint64 took = await_settled (fixture, 1);

  g_source_remove (source);
  g_assert_cmpint (took, >=, 5500);
  g_assert_cmpint (took, <, 8500);
}

#define CASE(name, boot, test) g_test_add ("/watch/" name, Fixture, boot, setup, test, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("kernel", "boot", test_kernel);
  CASE ("settings", "boot", test_settings);
  CASE ("swapped-link", "boot", test_swapped_link);
  CASE ("irrelevant", "boot", test_irrelevant);
  CASE ("rename", "boot", test_rename);
  CASE ("rights", "boot", test_rights);
  CASE ("boot-appears", NULL, test_boot_appears);
  CASE ("parents-appear", NULL, test_parents_appear);
  CASE ("boot-replaced", "boot", test_boot_replaced);
  CASE ("boot-is-link", NULL, test_boot_is_link);
  CASE ("between-scan-and-watch", "boot", test_between_scan_and_watch);
  CASE ("same-paths", "boot", test_same_paths);
  CASE ("package-manager", "boot", test_package_manager);
  CASE ("front-end", "boot", test_front_end);
  CASE ("storm", "boot", test_storm);
  CASE ("no-rest", "boot", test_no_rest);
  return g_test_run ();
}
