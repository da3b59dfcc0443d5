/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "error.h"
#include "schedule.h"

#define MINUTE G_TIME_SPAN_MINUTE
#define SINCE G_GINT64_CONSTANT (1795377600000000)
#define WHEN (SINCE + 60 * MINUTE)

static KxSchedule *
a_schedule (void)
{
  KxSchedule *schedule = kx_schedule_new ();

  schedule->boot_id = g_strdup ("0f7c9e4e");
  schedule->uid = 1000;
  schedule->user = g_strdup ("anna; [x]=\"\n");
  schedule->since = SINCE;
  schedule->when = WHEN;
  schedule->origin = KX_ORIGIN_LISTED;
  schedule->digest = g_strdup ("0123");
  schedule->image = g_strdup ("a\xff;b");
  schedule->release = g_strdup ("6.1.0-44-amd64");
  schedule->cold = TRUE;
  schedule->ignore_inhibitors = TRUE;
  return schedule;
}

static void
test_round_trip (void)
{
  g_autoptr (KxSchedule) schedule = a_schedule ();
  g_autofree char *text = kx_schedule_format (schedule);
  g_autoptr (GError) error = NULL;
  g_autoptr (KxSchedule) read = kx_schedule_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read->boot_id, ==, schedule->boot_id);
  g_assert_cmpuint (read->uid, ==, 1000);
  g_assert_cmpstr (read->user, ==, schedule->user);
  g_assert_cmpint (read->since, ==, SINCE);
  g_assert_cmpint (read->when, ==, WHEN);
  g_assert_cmpint (read->origin, ==, KX_ORIGIN_LISTED);
  g_assert_cmpstr (read->digest, ==, "0123");
  g_assert_cmpstr (read->image, ==, schedule->image);
  g_assert_cmpstr (read->release, ==, schedule->release);
  g_assert_true (read->cold);
  g_assert_false (read->force);
  g_assert_false (read->ignore_sessions);
  g_assert_true (read->ignore_inhibitors);
}

static void
test_consents_are_their_own (void)
{
  for (guint bits = 0; bits < 32; bits++)
    {
      g_autoptr (KxSchedule) schedule = a_schedule ();
      g_autoptr (KxSchedule) read = NULL;
      g_autofree char *text = NULL;

      schedule->cold = (bits & 1) != 0;
      schedule->force = (bits & 2) != 0;
      schedule->ignore_sessions = (bits & 4) != 0;
      schedule->ignore_inhibitors = (bits & 8) != 0;
      schedule->ignore_hazards = (bits & 16) != 0;
      text = kx_schedule_format (schedule);
      read = kx_schedule_parse (text, strlen (text), NULL);
      g_assert_nonnull (read);
      g_assert_cmpint (read->cold, ==, schedule->cold);
      g_assert_cmpint (read->force, ==, schedule->force);
      g_assert_cmpint (read->ignore_sessions, ==, schedule->ignore_sessions);
      g_assert_cmpint (read->ignore_inhibitors, ==, schedule->ignore_inhibitors);
      g_assert_cmpint (read->ignore_hazards, ==, schedule->ignore_hazards);
    }
}

static void
test_unknown_names (void)
{
  g_autoptr (KxSchedule) schedule = a_schedule ();
  g_autoptr (KxSchedule) read = NULL;
  g_autofree char *text = NULL;

  g_clear_pointer (&schedule->user, g_free);
  g_clear_pointer (&schedule->release, g_free);
  text = kx_schedule_format (schedule);
  read = kx_schedule_parse (text, strlen (text), NULL);
  g_assert_nonnull (read);
  g_assert_null (read->user);
  g_assert_null (read->release);
}

static void
assert_refused (const char *text, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_schedule_parse (text, size, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

/* No half of one is believed, as a crash could leave it were it not replaced as a whole: a consent
 * that is missing would be one that was not given, but an image that is missing would be any. */
static void
test_refused (void)
{
  static const struct
  {
    const char *key;
    const char *value; /* NULL: missing */
  } cases[] = {
    { "version", "2" },       { "version", NULL },
    { "uid", NULL },          { "uid", "-1" },
    { "uid", "x" },           { "uid", "4294967295" },
    { "boot-id", NULL },      { "digest", NULL },
    { "image", NULL },        { "origin", NULL },
    { "origin", "foreign" },  { "origin", "other" },
    { "since", NULL },        { "since", "-1" },
    { "when", NULL },         { "when", "1795377600000000" },
    { "when", "9223372036854775807" },
  };
  g_autoptr (KxSchedule) schedule = a_schedule ();
  g_autofree char *text = kx_schedule_format (schedule);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *changed = NULL;
      gsize size;

      g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
      if (cases[i].value != NULL)
        g_key_file_set_value (file, "schedule", cases[i].key, cases[i].value);
      else
        g_key_file_remove_key (file, "schedule", cases[i].key, NULL);
      changed = g_key_file_to_data (file, &size, NULL);
      g_test_message ("%s=%s", cases[i].key, cases[i].value);
      assert_refused (changed, size);
    }

  assert_refused ("", 0);
  assert_refused ("\0\0\0\0", 4);
  for (gsize size = 0; size < strlen (text) / 2; size++)
    assert_refused (text, size);
}

static void
assert_step (gint64 now, guint before, KxScheduleStep step, guint after, gint64 next)
{
  g_autoptr (KxSchedule) schedule = a_schedule ();
  guint warnings = before;
  gint64 then = -1;

  g_assert_cmpint (kx_schedule_step (schedule, now, &warnings, &then), ==, step);
  g_assert_cmpuint (warnings, ==, after);
  g_assert_cmpint (then, ==, next);
}

static void
test_steps (void)
{
  assert_step (SINCE, 0, KX_SCHEDULE_WAIT, 0, WHEN - 10 * MINUTE);
  assert_step (WHEN - 10 * MINUTE - 1, 0, KX_SCHEDULE_WAIT, 0, WHEN - 10 * MINUTE);
  assert_step (WHEN - 10 * MINUTE, 0, KX_SCHEDULE_WARN, 1, WHEN - 5 * MINUTE);
  assert_step (WHEN - 9 * MINUTE, 1, KX_SCHEDULE_WAIT, 1, WHEN - 5 * MINUTE);
  assert_step (WHEN - 5 * MINUTE, 1, KX_SCHEDULE_WARN, 2, WHEN - MINUTE);
  assert_step (WHEN - MINUTE, 2, KX_SCHEDULE_WARN, 3, WHEN);
  assert_step (WHEN - 1, 3, KX_SCHEDULE_WAIT, 3, WHEN);
  assert_step (WHEN, 3, KX_SCHEDULE_DUE, 3, -1);
  assert_step (WHEN + 10 * MINUTE - 1, 3, KX_SCHEDULE_DUE, 3, -1);
  assert_step (WHEN + 10 * MINUTE, 3, KX_SCHEDULE_MISSED, 3, -1);
  assert_step (G_MAXINT64, 0, KX_SCHEDULE_MISSED, 0, -1);
}

static void
test_clock_is_set (void)
{
  /* Forward: what is past is said once. */
  assert_step (WHEN - 4 * MINUTE, 0, KX_SCHEDULE_WARN, 2, WHEN - MINUTE);
  /* Back: said again when it is near again. */
  assert_step (SINCE, 2, KX_SCHEDULE_WAIT, 0, WHEN - 10 * MINUTE);
  assert_step (0, 3, KX_SCHEDULE_WAIT, 0, WHEN - 10 * MINUTE);
  /* What is near already when somebody begins to look. */
  assert_step (WHEN - 2 * MINUTE, G_MAXUINT, KX_SCHEDULE_WAIT, 2, WHEN - MINUTE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/round-trip", test_round_trip);
  g_test_add_func ("/schedule/consents-are-their-own", test_consents_are_their_own);
  g_test_add_func ("/schedule/unknown-names", test_unknown_names);
  g_test_add_func ("/schedule/refused", test_refused);
  g_test_add_func ("/schedule/steps", test_steps);
  g_test_add_func ("/schedule/clock-is-set", test_clock_is_set);
  return g_test_run ();
}
