/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "jobs.h"

#include "error.h"
#include "fake-manager.h"

#define STOPS { "ssh.service", "stop" }, { "sysinit.target", "stop" }

static void
test_targets (void)
{
  static const struct
  {
    FakeJob jobs[6];
    gboolean is_shutdown;
    KxStopTarget target;
  } cases[] = {
    { { STOPS, { "shutdown.target", "start" }, { "kexec.target", "start" } },
      TRUE, KX_STOP_TARGET_KEXEC },
    { { STOPS, { "reboot.target", "start" }, { "shutdown.target", "start" } },
      TRUE, KX_STOP_TARGET_REBOOT },
    { { STOPS, { "poweroff.target", "start" } }, TRUE, KX_STOP_TARGET_OFF },
    { { { "halt.target", "start" } }, TRUE, KX_STOP_TARGET_OFF },
    /* Somebody's own way to end. */
    { { STOPS, { "shutdown.target", "start" }, { "home-server-sleep.target", "start" } },
      TRUE, KX_STOP_TARGET_UNKNOWN },
    /* The kernel stays. */
    { { STOPS, { "soft-reboot.target", "start" }, { "shutdown.target", "start" } },
      FALSE, KX_STOP_TARGET_UNKNOWN },
    /* Only a service is stopped; a target that is not to be reached. */
    { { { "kexecd-stopped.service", "stop" } }, FALSE, KX_STOP_TARGET_UNKNOWN },
    { { { "kexec.target", "stop" }, { "shutdown.target", "verify-active" } },
      FALSE, KX_STOP_TARGET_UNKNOWN },
    { { { NULL, NULL } }, FALSE, KX_STOP_TARGET_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeManager) manager = fake_manager_new (cases[i].jobs, FAKE_ANSWERS);
      g_autoptr (GError) error = NULL;
      gboolean is_shutdown = !cases[i].is_shutdown;
      KxStopTarget target = (KxStopTarget) -1;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_true (kx_jobs_find_target (manager->address, &is_shutdown, &target, &error));
      g_assert_no_error (error);
      g_assert_cmpint (is_shutdown, ==, cases[i].is_shutdown);
      g_assert_cmpint (target, ==, cases[i].target);
    }
}

static void
assert_fails (const char *address)
{
  g_autoptr (GError) error = NULL;
  gboolean is_shutdown = 7;
  KxStopTarget target = KX_STOP_TARGET_OFF;

  g_assert_false (kx_jobs_find_target (address, &is_shutdown, &target, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_cmpint (is_shutdown, ==, 7);
  g_assert_cmpint (target, ==, KX_STOP_TARGET_OFF);
}

static void
test_no_answer (void)
{
  static const FakeJob jobs[] = { { "kexec.target", "start" }, { NULL, NULL } };
  static const FakeTemper tempers[] = { FAKE_REFUSES, FAKE_IS_ODD, FAKE_HANGS_UP };

  for (gsize i = 0; i < G_N_ELEMENTS (tempers); i++)
    {
      g_autoptr (FakeManager) manager = fake_manager_new (jobs, tempers[i]);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      assert_fails (manager->address);
    }
  assert_fails ("unix:path=/nonexistent/private");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jobs/targets", test_targets);
  g_test_add_func ("/jobs/no-answer", test_no_answer);
  return g_test_run ();
}
