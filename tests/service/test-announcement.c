/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "announcement.h"

#include <string.h>

#define WHEN G_GINT64_CONSTANT (1795413600000000) /* 2026-11-23 06:00 UTC */

static KxSchedule *
a_schedule (uid_t uid, const char *user, const char *release)
{
  KxSchedule *schedule = kx_schedule_new ();

  schedule->uid = uid;
  schedule->user = g_strdup (user);
  schedule->release = g_strdup (release);
  schedule->when = WHEN;
  return schedule;
}

static void
test_scheduled (void)
{
  g_autoptr (KxSchedule) anna = a_schedule (1000, "anna", "6.12.9");
  g_autoptr (KxSchedule) root = a_schedule (0, "root", NULL);
  g_autoptr (KxSchedule) nameless = a_schedule (1000, NULL, "6.12.9");
  g_autofree char *of_anna = kx_announcement_scheduled (anna);
  g_autofree char *of_root = kx_announcement_scheduled (root);
  g_autofree char *of_nameless = kx_announcement_scheduled (nameless);

  g_assert_cmpstr (of_anna, ==,
                   "This machine restarts into Linux 6.12.9 at 2026-11-23 06:00 UTC, as scheduled by "
                   "anna.\nAs anna or root, \"kexecctl cancel\" stops that.\n");
  g_assert_cmpstr (of_root, ==,
                   "This machine restarts into an image of its own at 2026-11-23 06:00 UTC, as "
                   "scheduled by root.\nAs root, \"kexecctl cancel\" stops that.\n");
  g_assert_nonnull (strstr (of_nameless, "by user 1000."));
}

static void
test_near (void)
{
  static const struct
  {
    gint64 left;
    const char *expected;
  } cases[] = {
    { 10 * G_TIME_SPAN_MINUTE, " in 10 minutes (at 2026-11-23 06:00 UTC), " },
    { 5 * G_TIME_SPAN_MINUTE - 1, " in 5 minutes (" },
    { G_TIME_SPAN_MINUTE, " in 1 minute (" },
    { G_TIME_SPAN_SECOND, " in 1 minute (" },
  };
  g_autoptr (KxSchedule) schedule = a_schedule (1000, "anna", "6.12.9");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = kx_announcement_near (schedule, WHEN - cases[i].left);

      g_assert_nonnull (strstr (text, cases[i].expected));
    }
}

static void
test_stopped (void)
{
  g_autoptr (KxSchedule) schedule = a_schedule (1000, "anna", "6.12.9");
  g_autofree char *text = kx_announcement_stopped (schedule, "it was cancelled");

  g_assert_cmpstr (text, ==,
                   "The restart that anna scheduled for 2026-11-23 06:00 UTC does not take place: it "
                   "was cancelled.\n");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/announcement/scheduled", test_scheduled);
  g_test_add_func ("/announcement/near", test_near);
  g_test_add_func ("/announcement/stopped", test_stopped);
  return g_test_run ();
}
