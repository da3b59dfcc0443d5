/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

typedef struct
{
  char *path;
  int fd;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->path = g_dir_make_tmp ("kexecd-record-XXXXXX", NULL);
  fixture->fd = open (fixture->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (fixture->fd, >=, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  unlinkat (fixture->fd, "ledger", 0);
  unlinkat (fixture->fd, "target", 0);
  close (fixture->fd);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_auto (KxLedger) ledger = { .boot_id = g_strdup ("boot"), .loads = 3 };
  g_auto (KxLedger) read = { 0 };
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_false (kx_record_read (fixture->fd, &read, &error));
  g_assert_no_error (error);
  g_assert_true (kx_record_write (fixture->fd, &ledger, &error));
  ledger.loads = 4;
  g_assert_true (kx_record_write (fixture->fd, &ledger, &error));
  g_assert_true (kx_record_read (fixture->fd, &read, &error));
  g_assert_cmpuint (read.loads, ==, 4);
  g_assert_cmpint (fstatat (fixture->fd, "ledger", &status, 0), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (faccessat (fixture->fd, "ledger.new", F_OK, 0), ==, -1);
}

static void
test_noise (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, "ledger", NULL);
  g_autoptr (GError) error = NULL;
  KxLedger read = { .loads = 42 };

  g_assert_true (g_file_set_contents (path, "\x01\x02noise", -1, NULL));
  g_assert_false (kx_record_read (fixture->fd, &read, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (read.loads, ==, 42);
}

/* A link in the place of the file is not followed. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  KxLedger read = { 0 };

  g_assert_cmpint (symlinkat ("target", fixture->fd, "ledger"), ==, 0);
  g_assert_false (kx_record_read (fixture->fd, &read, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/record/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/record/noise", Fixture, NULL, set_up, test_noise, tear_down);
  g_test_add ("/record/link", Fixture, NULL, set_up, test_link, tear_down);
  return g_test_run ();
}
