/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "error.h"
#include "fake-root.h"

static void
test_round_trip (FakeRoot *directory, gconstpointer data)
{
  g_auto (KxLedger) ledger = { .boot_id = g_strdup ("boot"), .loads = 3 };
  g_auto (KxLedger) read = { 0 };
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_false (kx_record_read (directory->fd, &read, &error));
  g_assert_no_error (error);
  g_assert_true (kx_record_write (directory->fd, &ledger, &error));
  ledger.loads = 4;
  g_assert_true (kx_record_write (directory->fd, &ledger, &error));
  g_assert_true (kx_record_read (directory->fd, &read, &error));
  g_assert_cmpuint (read.loads, ==, 4);
  g_assert_cmpint (fstatat (directory->fd, "ledger", &status, 0), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (faccessat (directory->fd, "ledger.new", F_OK, 0), ==, -1);
}

static void
test_noise (FakeRoot *directory, gconstpointer data)
{
  g_autofree char *path = g_build_filename (directory->path, "ledger", NULL);
  g_autoptr (GError) error = NULL;
  KxLedger read = { .loads = 42 };

  g_assert_true (g_file_set_contents (path, "\x01\x02noise", -1, NULL));
  g_assert_false (kx_record_read (directory->fd, &read, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (read.loads, ==, 42);
}

/* A link in the place of the file is not followed. */
static void
test_link (FakeRoot *directory, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  KxLedger read = { 0 };

  g_assert_cmpint (symlinkat ("target", directory->fd, "ledger"), ==, 0);
  g_assert_false (kx_record_read (directory->fd, &read, &error));
  g_assert_nonnull (error);
}

/* It can be opened, but not read. */
static void
test_directory (FakeRoot *directory, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  KxLedger read = { .loads = 42 };

  g_assert_no_errno (mkdirat (directory->fd, "ledger", 0700));
  g_assert_false (kx_record_read (directory->fd, &read, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "cannot read /run/kexecd/ledger: Is a directory");
  g_assert_cmpuint (read.loads, ==, 42);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/record/round-trip", FakeRoot, NULL, fake_root_set_up, test_round_trip,
              fake_root_tear_down);
  g_test_add ("/record/noise", FakeRoot, NULL, fake_root_set_up, test_noise,
              fake_root_tear_down);
  g_test_add ("/record/link", FakeRoot, NULL, fake_root_set_up, test_link,
              fake_root_tear_down);
  g_test_add ("/record/directory", FakeRoot, NULL, fake_root_set_up, test_directory,
              fake_root_tear_down);
  return g_test_run ();
}
