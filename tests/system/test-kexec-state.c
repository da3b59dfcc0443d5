/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec-state.h"

#include <unistd.h>

#include "error.h"
#include "fake-root.h"
#include "kexec-lock.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean valid;
    int value;
  } cases[] = {
    { "0\n", TRUE, 0 },
    { "1", TRUE, 1 },
    { "-1\n", TRUE, -1 },
    { "2147483647\n", TRUE, 2147483647 },
    { "2147483648\n", FALSE, 0 },
    { "99999999999999999999999999\n", FALSE, 0 },
    { "", FALSE, 0 },
    { "\n", FALSE, 0 },
    { "-\n", FALSE, 0 },
    { "1 \n", FALSE, 0 },
    { "1\n\n", FALSE, 0 },
    { "+1", FALSE, 0 },
    { "0x1", FALSE, 0 },
    { "one", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int value = 4711;

      g_assert_cmpint (kx_kexec_state_parse (cases[i].text, strlen (cases[i].text), &value), ==,
                       cases[i].valid);
      g_assert_cmpint (value, ==, cases[i].valid ? cases[i].value : 4711);
    }
}

static void
test_absent (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GError) error = NULL;
  KxKexecState state;

  kx_kexec_state_read (root->fd, &state);
  g_assert_cmpint (state.loaded, ==, -1);
  g_assert_cmpint (state.disabled, ==, -1);
  g_assert_cmpint (state.limit, ==, -1);
  g_assert_false (state.has_limit);
  g_assert_false (state.supported);
  g_assert_false (kx_kexec_state_check (&state, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
}

static void
test_old_home (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GError) error = NULL;
  KxKexecState state;

  fake_root_write (root, "sys/kernel/kexec_loaded", "1\n");
  kx_kexec_state_read (root->fd, &state);
  g_assert_true (state.supported);
  g_assert_cmpint (state.disabled, ==, -1);

  fake_root_write (root, "proc/sys/kernel/kexec_load_disabled", "0\n");
  kx_kexec_state_read (root->fd, &state);
  g_assert_cmpint (state.loaded, ==, 1);
  g_assert_cmpint (state.disabled, ==, 0);
  g_assert_false (state.has_limit);
  g_assert_true (state.supported);
  g_assert_true (kx_kexec_state_check (&state, &error));
  g_assert_no_error (error);
}

static void
test_new_home (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GError) error = NULL;
  KxKexecState state;

  fake_root_write (root, "sys/kernel/kexec/loaded", "0\n");
  fake_root_write (root, "sys/kernel/kexec_loaded", "1\n");
  fake_root_write (root, "proc/sys/kernel/kexec_load_limit_reboot", "3\n");
  kx_kexec_state_read (root->fd, &state);
  g_assert_cmpint (state.loaded, ==, 0);
  g_assert_true (state.has_limit);
  g_assert_cmpint (state.limit, ==, 3);
  g_assert_true (kx_kexec_state_check (&state, &error));

  fake_root_write (root, "proc/sys/kernel/kexec_load_limit_reboot", "0\n");
  kx_kexec_state_read (root->fd, &state);
  g_assert_false (kx_kexec_state_check (&state, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_DISABLED);
}

static int
read_counter (const FakeRoot *root, int *limit)
{
  KxKexecState state;

  kx_kexec_state_read (root->fd, &state);
  *limit = state.limit;
  return state.counter;
}

/* The largest limit is a counter, and what an administrator set stays. */
static void
test_counting (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GError) error = NULL;
  int limit;

  /* Before 6.3. */
  g_assert_true (kx_kexec_state_start_counting (root->fd, &error));
  g_assert_cmpint (read_counter (root, &limit), ==, -1);

  fake_root_write (root, "proc/sys/kernel/kexec_load_limit_reboot", "-1\n");
  g_assert_cmpint (read_counter (root, &limit), ==, -1);
  g_assert_true (kx_kexec_state_start_counting (root->fd, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read_counter (root, &limit), ==, G_MAXINT);
  g_assert_cmpint (limit, ==, -1);

  fake_root_write (root, "proc/sys/kernel/kexec_load_limit_reboot", "2147483000\n");
  g_assert_true (kx_kexec_state_start_counting (root->fd, &error));
  g_assert_cmpint (read_counter (root, &limit), ==, 2147483000);
  g_assert_cmpint (limit, ==, -1);

  fake_root_write (root, "proc/sys/kernel/kexec_load_limit_reboot", "1\n");
  g_assert_true (kx_kexec_state_start_counting (root->fd, &error));
  g_assert_cmpint (read_counter (root, &limit), ==, 1);
  g_assert_cmpint (limit, ==, 1);
}

/* A link out of the root is not followed. */
static void
test_link (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (FakeRoot) other = fake_root_new ();
  g_autofree char *target = g_build_filename (other->path, "loaded", NULL);
  g_autofree char *link = g_build_filename (root->path, "sys/kernel/kexec_loaded", NULL);
  KxKexecState state;

  fake_root_write (other, "loaded", "1\n");
  fake_root_write (root, "sys/kernel/notes", "");
  g_assert_no_errno (symlink (target, link));
  kx_kexec_state_read (root->fd, &state);
  g_assert_cmpint (state.loaded, ==, -1);
}

static void
test_refusal (void)
{
  KxKexecState state = { .loaded = 0, .disabled = 0, .limit = -1, .supported = TRUE };
  GError *error = g_error_new (KX_ERROR, KX_ERROR_DISABLED, "refused");

  kx_kexec_state_explain_refusal (&state, KX_LOCKDOWN_NONE, &error);
  g_assert_cmpstr (error->message, ==, "refused");
  kx_kexec_state_explain_refusal (&state, KX_LOCKDOWN_INTEGRITY, &error);
  g_assert_error (error, KX_ERROR, KX_ERROR_LOCKED_DOWN);
  g_assert_nonnull (strstr (error->message, "integrity"));
  g_clear_error (&error);

  state.disabled = 1;
  error = g_error_new (KX_ERROR, KX_ERROR_DISABLED, "refused");
  kx_kexec_state_explain_refusal (&state, KX_LOCKDOWN_INTEGRITY, &error);
  g_assert_error (error, KX_ERROR, KX_ERROR_DISABLED);
  g_assert_nonnull (strstr (error->message, "kexec_load_disabled"));
  g_clear_error (&error);

  error = g_error_new (KX_ERROR, KX_ERROR_BUSY, "busy");
  kx_kexec_state_explain_refusal (&state, KX_LOCKDOWN_INTEGRITY, &error);
  g_assert_cmpstr (error->message, ==, "busy");
  g_clear_error (&error);
}

static void
test_lock (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (FakeRoot) other = fake_root_new ();
  g_autofree char *target = g_build_filename (other->path, "switch", NULL);
  g_autofree char *link
      = g_build_filename (root->path, "proc/sys/kernel/kexec_load_disabled", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  KxKexecState state;

  g_assert_false (kx_kexec_lock (root->fd, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  fake_root_write (root, "proc/sys/kernel/kexec_load_disabled", "0\n");
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (kx_kexec_lock (root->fd, &error));
      g_assert_no_error (error);
      kx_kexec_state_read (root->fd, &state);
      g_assert_cmpint (state.disabled, ==, 1);
    }

  /* Nothing outside of the root is written. */
  fake_root_write (other, "switch", "0\n");
  g_assert_no_errno (unlink (link));
  g_assert_no_errno (symlink (target, link));
  g_assert_false (kx_kexec_lock (root->fd, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (target, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "0\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kexec-state/counting", test_counting);
  g_test_add_func ("/kexec-state/parse", test_parse);
  g_test_add_func ("/kexec-state/absent", test_absent);
  g_test_add_func ("/kexec-state/old-home", test_old_home);
  g_test_add_func ("/kexec-state/new-home", test_new_home);
  g_test_add_func ("/kexec-state/link", test_link);
  g_test_add_func ("/kexec-state/refusal", test_refusal);
  g_test_add_func ("/kexec-state/lock", test_lock);
  return g_test_run ();
}
