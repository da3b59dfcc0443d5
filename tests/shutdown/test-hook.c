/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "attempt.h"
#include "below.h"
#include "fake-root.h"
#include "unbind-list.h"

#define HEADER "kexecd-unbind 1\n"
#define LIST HEADER "platform\ti8042\ti8042\ni2c\ti2c_hid_acpi\ti2c-ELAN0001:00\n"

/* Long enough for every machine; shorter where it has to be waited for. */
static const KxHookLimits patient = { .each = 60000, .grace = 60000, .all = 60000 };
static const KxHookLimits hasty = { .each = 3000, .grace = 60000, .all = 60000 };

static void
check (const FakeRoot *root, const char *path, const char *expected)
{
  g_autofree char *file = fake_root_get_path (root, path);
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (file, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, expected);
}

/* What the log says, a line of it. */
static void
check_log (const FakeRoot *root, const char *part)
{
  g_autofree char *file = fake_root_get_path (root, "dev/kmsg");
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (file, &found, NULL, NULL));
  if (strstr (found, part) == NULL)
    g_error ("not in the log: %s; but: %s", part, found);
}

static void
set_up (FakeRoot *root, gconstpointer data)
{
  fake_root_set_up (root, NULL);
  fake_root_write (root, "dev/kmsg", "");
  fake_root_write (root, "proc/sysrq-trigger", "");
  fake_root_write (root, "sys/bus/platform/drivers/i8042/unbind", "");
  fake_root_write (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "");
  fake_root_write (root, KX_UNBIND_LIST, LIST);
}

static void
check_untouched (const FakeRoot *root)
{
  check (root, "sys/bus/platform/drivers/i8042/unbind", "");
  check (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "");
  check (root, "proc/sysrq-trigger", "");
}

static void
test_kexec (FakeRoot *root, gconstpointer data)
{
  kx_hook_run (root->fd, "kexec", &patient);
  check (root, "sys/bus/platform/drivers/i8042/unbind", "i8042");
  check (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "i2c-ELAN0001:00");
  check (root, "proc/sysrq-trigger", "");
}

/* Whoever goes through the firmware, or stays off, keeps the devices. */
static void
test_other_verbs (FakeRoot *root, gconstpointer data)
{
  static const char *const verbs[] = { "reboot", "poweroff", "halt", "exit", "", "kexec ", "Kexec" };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    kx_hook_run (root->fd, verbs[i], &patient);
  check_untouched (root);
  check (root, "dev/kmsg", "");
}

static void
test_no_list (FakeRoot *root, gconstpointer data)
{
  g_autofree char *list = fake_root_get_path (root, KX_UNBIND_LIST);

  g_assert_cmpint (g_unlink (list), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check_untouched (root);
  check (root, "dev/kmsg", "");
}

/* The next one is treated all the same. */
static void
test_driver_is_gone (FakeRoot *root, gconstpointer data)
{
  g_autofree char *file = fake_root_get_path (root, "sys/bus/platform/drivers/i8042/unbind");

  g_assert_cmpint (g_unlink (file), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "i2c-ELAN0001:00");
}

static void
test_slow (FakeRoot *root, gconstpointer data)
{
  g_autofree char *file = fake_root_get_path (root, "sys/bus/platform/drivers/i8042/unbind");

  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (mkfifo (file, 0600), ==, 0); /* nobody reads it: opening it takes for ever */
  kx_hook_run (root->fd, "kexec", &hasty);
  check (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "i2c-ELAN0001:00");
  check (root, "proc/sysrq-trigger", "");
}

static void
test_log (FakeRoot *root, gconstpointer data)
{
  fake_root_write (root, KX_UNBIND_LIST, HEADER "platform\ti8042\ti8042\n");
  kx_hook_run (root->fd, "kexec", &patient);
  check_log (root, "<5>kexecd-shutdown: i8042 is removed from its driver i8042 (platform)\n");

  fake_root_write (root, KX_UNBIND_LIST, HEADER "platform\ti8043\ti8042\n");
  fake_root_write (root, "dev/kmsg", "");
  kx_hook_run (root->fd, "kexec", &patient);
  check_log (root, "<4>kexecd-shutdown: i8042 cannot be removed from its driver i8043 (platform): ");
}

static void
test_time_is_up (FakeRoot *root, gconstpointer data)
{
  const KxHookLimits none = { .each = 60000, .grace = 60000, .all = 0 };

  kx_hook_run (root->fd, "kexec", &none);
  check_untouched (root);
  check_log (root, "no time for 2 more devices");
}

static void
test_bad_list (FakeRoot *root, gconstpointer data)
{
  fake_root_write (root, KX_UNBIND_LIST, LIST "pci\t..\tx\n");
  kx_hook_run (root->fd, "kexec", &patient);
  check_untouched (root);
  check_log (root, "not understood");
}

static void
test_list_of_others (FakeRoot *root, gconstpointer data)
{
  g_autofree char *list = fake_root_get_path (root, KX_UNBIND_LIST);

  g_assert_cmpint (g_chmod (list, 0620), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check_untouched (root);
  check_log (root, "not root's alone");

  if (geteuid () != 0)
    return;
  g_assert_cmpint (g_chmod (list, 0600), ==, 0);
  g_assert_cmpint (chown (list, 1, 1), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check_untouched (root);
}

/* No link is followed, neither to the list nor to a driver. */
static void
test_links (FakeRoot *root, gconstpointer data)
{
  g_autofree char *list = fake_root_get_path (root, KX_UNBIND_LIST);
  g_autofree char *elsewhere = fake_root_get_path (root, "elsewhere");
  g_autofree char *driver = fake_root_get_path (root, "sys/bus/platform/drivers/i8042");
  g_autofree char *moved = fake_root_get_path (root, "moved");

  g_assert_cmpint (g_rename (list, elsewhere), ==, 0);
  g_assert_cmpint (symlink ("../../elsewhere", list), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check_untouched (root);

  g_assert_cmpint (g_rename (elsewhere, list), ==, 0);
  g_assert_cmpint (g_rename (driver, moved), ==, 0);
  g_assert_cmpint (symlink ("../../../../moved", driver), ==, 0);
  kx_hook_run (root->fd, "kexec", &patient);
  check (root, "moved/unbind", "");
  check (root, "sys/bus/i2c/drivers/i2c_hid_acpi/unbind", "i2c-ELAN0001:00");
}

static int
fail_with (gconstpointer data)
{
  return GPOINTER_TO_INT (data);
}

static int
wait_for_ever (gconstpointer data)
{
  while (TRUE)
    pause ();
  return 0;
}

static int
kill_itself (gconstpointer data)
{
  return kill (getpid (), SIGKILL);
}

static void
test_attempts (void)
{
  KxAttempt attempt = kx_attempt (fail_with, GINT_TO_POINTER (0), 60000, 60000);

  g_assert_cmpint (attempt.end, ==, KX_ATTEMPT_DONE);
  g_assert_cmpint (attempt.error, ==, 0);

  attempt = kx_attempt (fail_with, GINT_TO_POINTER (ENODEV), 60000, 60000);
  g_assert_cmpint (attempt.end, ==, KX_ATTEMPT_DONE);
  g_assert_cmpint (attempt.error, ==, ENODEV);

  attempt = kx_attempt (kill_itself, NULL, 60000, 60000);
  g_assert_cmpint (attempt.end, ==, KX_ATTEMPT_DONE);
  g_assert_cmpint (attempt.error, !=, 0);

  attempt = kx_attempt (wait_for_ever, NULL, 20, 60000);
  g_assert_cmpint (attempt.end, ==, KX_ATTEMPT_STOPPED);
}

static void
add (const char *path, void (*test) (FakeRoot *, gconstpointer))
{
  g_test_add (path, FakeRoot, NULL, set_up, test, fake_root_tear_down);
}

int
main (int argc, char **argv)
{
  sigset_t child_ended;

  g_test_init (&argc, &argv, NULL);
  sigemptyset (&child_ended);
  sigaddset (&child_ended, SIGCHLD);
  sigprocmask (SIG_BLOCK, &child_ended, NULL);
  add ("/hook/kexec", test_kexec);
  add ("/hook/other-verbs", test_other_verbs);
  add ("/hook/no-list", test_no_list);
  add ("/hook/driver-is-gone", test_driver_is_gone);
  add ("/hook/slow", test_slow);
  add ("/hook/log", test_log);
  add ("/hook/time-is-up", test_time_is_up);
  add ("/hook/bad-list", test_bad_list);
  add ("/hook/list-of-others", test_list_of_others);
  add ("/hook/links", test_links);
  g_test_add_func ("/attempt/ends", test_attempts);
  return g_test_run ();
}
