/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "state-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk-model.h"
#include "error.h"
#include "fake-root.h"

#define NAME "restarts"

static void
write_text (FakeRoot *directory, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_state_file_write (directory->fd, NAME, text, &error));
  g_assert_no_error (error);
}

static void
assert_text (FakeRoot *directory, const char *expected)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  g_autofree char *text = kx_state_file_read (directory->fd, NAME, &size, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  if (expected != NULL)
    g_assert_cmpuint (size, ==, strlen (expected));
}

static guint
count_files (FakeRoot *directory)
{
  GDir *listing = g_dir_open (directory->path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (listing) != NULL)
    count++;
  g_dir_close (listing);
  return count;
}

static gboolean
exists (FakeRoot *directory, const char *name)
{
  return faccessat (directory->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
test_round_trip (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *longest = g_strnfill (KX_STATE_FILE_MAX, 'x');
  struct stat status;

  assert_text (directory, NULL);
  write_text (directory, "first");
  assert_text (directory, "first");
  write_text (directory, "");
  assert_text (directory, "");
  write_text (directory, longest);
  assert_text (directory, longest);

  g_assert_cmpint (fstatat (directory->fd, NAME, &status, AT_SYMLINK_NOFOLLOW), ==, 0);
  g_assert_cmpint (status.st_mode, ==, S_IFREG | 0600);
  g_assert_cmpuint (count_files (directory), ==, 1);
}

static void
test_too_long (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *longer = g_strnfill (KX_STATE_FILE_MAX + 1, 'x');
  g_autoptr (GError) error = NULL;

  write_text (directory, "first");
  g_assert_false (kx_state_file_write (directory->fd, NAME, longer, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  assert_text (directory, "first");
}

static void
assert_unreadable (FakeRoot *directory, const char *word)
{
  g_autoptr (GError) error = NULL;
  gsize size = 42;

  g_assert_null (kx_state_file_read (directory->fd, NAME, &size, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (size, ==, 42);
}

static void
test_unreadable (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_cmpint (mkdirat (directory->fd, NAME, 0700), ==, 0);
  assert_unreadable (directory, "regular");
  g_assert_cmpint (unlinkat (directory->fd, NAME, AT_REMOVEDIR), ==, 0);

  /* Nobody writes to the other end: it must not be waited for. */
  g_assert_cmpint (mkfifoat (directory->fd, NAME, 0600), ==, 0);
  assert_unreadable (directory, "regular");
  g_assert_cmpint (unlinkat (directory->fd, NAME, 0), ==, 0);

  g_assert_cmpint (symlinkat ("/etc/passwd", directory->fd, NAME), ==, 0);
  assert_unreadable (directory, "open");

  /* Written over, the link itself is replaced. */
  write_text (directory, "first");
  assert_text (directory, "first");
  g_assert_cmpint (fchmodat (directory->fd, NAME, 0620, 0), ==, 0);
  assert_unreadable (directory, "somebody else");
  g_assert_cmpint (fchmodat (directory->fd, NAME, 0602, 0), ==, 0);
  assert_unreadable (directory, "somebody else");
  if (geteuid () == 0)
    {
      g_assert_cmpint (fchmodat (directory->fd, NAME, 0600, 0), ==, 0);
      g_assert_cmpint (fchownat (directory->fd, NAME, 65534, 0, 0), ==, 0);
      assert_unreadable (directory, "somebody else");
    }
}

static void
test_far_too_long (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  int fd = openat (directory->fd, NAME, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, KX_STATE_FILE_MAX + 1), ==, 0);
  assert_unreadable (directory, "too long");
  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (1) << 40), ==, 0);
  assert_unreadable (directory, "too long");
  close (fd);
}

/* The next one is written over what a power cut left behind, whatever that is. */
static void
test_left_behind (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_cmpint (symlinkat ("elsewhere", directory->fd, NAME ".new"), ==, 0);
  write_text (directory, "first");

  assert_text (directory, "first");
  g_assert_false (exists (directory, "elsewhere"));
  g_assert_cmpuint (count_files (directory), ==, 1);
}

static void
test_remove (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_text (directory, "first");
  g_assert_true (kx_state_file_remove (directory->fd, NAME, &error));
  g_assert_true (kx_state_file_remove (directory->fd, NAME, &error));
  g_assert_no_error (error);
  assert_text (directory, NULL);

  g_assert_cmpint (mkdirat (directory->fd, NAME, 0700), ==, 0);
  g_assert_false (kx_state_file_remove (directory->fd, NAME, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

static void
test_set_aside (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *bad = fake_root_get_path (directory, NAME ".bad");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  write_text (directory, "older");
  g_assert_true (kx_state_file_set_aside (directory->fd, NAME, &error));
  write_text (directory, "bad");
  g_assert_true (kx_state_file_set_aside (directory->fd, NAME, &error));
  g_assert_no_error (error);
  assert_text (directory, NULL);
  g_assert_true (g_file_get_contents (bad, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "bad");

  g_assert_false (kx_state_file_set_aside (directory->fd, NAME, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

/* In a child: TRUE where the write was completed, which then has to hold. */
static gboolean
write_with_power_cut (FakeRoot *directory, const char *text, guint calls, DiskModelLoss loss)
{
  int status;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      disk_model_cut_power (directory->fd, calls, loss);
      if (kx_state_file_write (directory->fd, NAME, text, NULL))
        disk_model_end ();
      _exit (1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), !=, 1);
  return WEXITSTATUS (status) == DISK_MODEL_COMPLETED;
}

/*
 * The power is cut before each call that the disk would see, and right after the last one. What was
 * never synced is lost then, in each of the ways in which that may be: whole files, or names.
 */
static void
cut_power_everywhere (FakeRoot *directory, const char *former, DiskModelLoss loss)
{
  gboolean completed = FALSE;
  guint calls;

  for (calls = 0; !completed; calls++)
    {
      g_autofree char *text = NULL;
      gsize size;

      g_assert_true (kx_state_file_remove (directory->fd, NAME, NULL));
      if (former != NULL)
        write_text (directory, former);
      completed = write_with_power_cut (directory, "the new one", calls, loss);
      text = kx_state_file_read (directory->fd, NAME, &size, NULL);

      if (completed || g_strcmp0 (text, former) != 0)
        g_assert_cmpstr (text, ==, "the new one");
    }

  /* To make the file, write, sync and close it, rename it, and sync the directory. */
  g_assert_cmpuint (calls, >, 6);
}

static void
test_power_cut (FakeRoot *directory, gconstpointer data)
{
  DiskModelLoss loss = (DiskModelLoss) GPOINTER_TO_INT (data);

  cut_power_everywhere (directory, "the former one", loss);
  cut_power_everywhere (directory, NULL, loss);
}

/* The disk is full, read-only or broken: at each call, one after the other. */
static void
test_errors (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  static const int numbers[] = { ENOSPC, EROFS, EIO, EDQUOT };
  gboolean failed = TRUE;
  guint calls;

  for (calls = 0; failed; calls++)
    {
      g_autoptr (GError) error = NULL;
      gboolean succeeded, replaced;

      write_text (directory, "the former one");
      disk_model_fail (directory->fd, calls, numbers[calls % G_N_ELEMENTS (numbers)]);
      succeeded = kx_state_file_write (directory->fd, NAME, "the new one", &error);
      failed = disk_model_has_failed ();
      replaced = disk_model_has_renamed ();
      disk_model_off ();

      g_assert_true (succeeded == !failed);
      if (failed)
        g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
      else
        g_assert_no_error (error);
      assert_text (directory, replaced ? "the new one" : "the former one");
      g_assert_cmpuint (count_files (directory), ==, 1);
    }

  g_assert_cmpuint (calls, >, 6);
}

/* A limit of the real kernel in the middle of a write. */
static void
test_cut_short (FakeRoot *directory, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  const struct rlimit limit = { 4096, RLIM_INFINITY };
  const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  write_text (directory, "the former one");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (kx_state_file_write (directory->fd, NAME, text, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);

  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, g_strerror (EFBIG)));
  assert_text (directory, "the former one");
  g_assert_cmpuint (count_files (directory), ==, 1);
}

int
main (int argc, char **argv)
{
#define ADD(name, data, function)                                                                  \
  g_test_add ("/state-file/" name, FakeRoot, data, fake_root_set_up, function, fake_root_tear_down)

  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", NULL, test_round_trip);
  ADD ("too-long", NULL, test_too_long);
  ADD ("unreadable", NULL, test_unreadable);
  ADD ("far-too-long", NULL, test_far_too_long);
  ADD ("left-behind", NULL, test_left_behind);
  ADD ("remove", NULL, test_remove);
  ADD ("set-aside", NULL, test_set_aside);
  ADD ("killed", GINT_TO_POINTER (DISK_MODEL_LOSE_NOTHING), test_power_cut);
  ADD ("power-cut/files", GINT_TO_POINTER (DISK_MODEL_LOSE_FILES), test_power_cut);
  ADD ("power-cut/names", GINT_TO_POINTER (DISK_MODEL_LOSE_NAMES), test_power_cut);
  ADD ("errors", NULL, test_errors);
  ADD ("cut-short", NULL, test_cut_short);
  return g_test_run ();
}
