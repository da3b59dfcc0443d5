/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "date.h"

#include <locale.h>

#include "failure.h"

/* The zone of these: Berlin's, in which the clock is put forward on 2026-03-29 at 02:00. */
static gint64
local (int year, int month, int day, int hour, int minute, int second)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, hour, minute, second);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
assert_moment (const char *text, gint64 now, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 moment = 0;

  g_test_message ("%s", text);
  g_assert_true (kx_date_parse (text, now, &moment, &error));
  g_assert_no_error (error);
  g_assert_cmpint (moment, ==, expected);
}

static void
test_spans (void)
{
  gint64 now = local (2026, 11, 22, 20, 0, 0) + 123456;

  assert_moment ("+10", now, now + 10 * G_TIME_SPAN_MINUTE);
  assert_moment ("+0", now, now);
  assert_moment ("+10min", now, now + 10 * G_TIME_SPAN_MINUTE);
  assert_moment ("+10m", now, now + 10 * G_TIME_SPAN_MINUTE);
  assert_moment ("+90s", now, now + 90 * G_TIME_SPAN_SECOND);
  assert_moment ("+90sec", now, now + 90 * G_TIME_SPAN_SECOND);
  assert_moment ("+2h", now, now + 2 * G_TIME_SPAN_HOUR);
  assert_moment ("+1h30min", now, now + 90 * G_TIME_SPAN_MINUTE);
  assert_moment ("+1h30", now, now + 90 * G_TIME_SPAN_MINUTE);
  assert_moment ("+2d", now, now + 2 * G_TIME_SPAN_DAY);
}

static void
test_times_of_day (void)
{
  gint64 now = local (2026, 11, 22, 20, 0, 0);

  assert_moment ("23:30", now, local (2026, 11, 22, 23, 30, 0));
  assert_moment ("20:01", now, local (2026, 11, 22, 20, 1, 0));
  assert_moment ("20:00:30", now, local (2026, 11, 22, 20, 0, 30));
  /* Tomorrow. */
  assert_moment ("20:00", now, local (2026, 11, 23, 20, 0, 0));
  assert_moment ("6:00", now, local (2026, 11, 23, 6, 0, 0));
  assert_moment ("00:00", now, local (2026, 11, 23, 0, 0, 0));
  /* The last day of a year. */
  assert_moment ("06:00", local (2026, 12, 31, 20, 0, 0), local (2027, 1, 1, 6, 0, 0));
  /* There is no half past two on the 29th. */
  assert_moment ("02:30", local (2026, 3, 28, 20, 0, 0), local (2026, 3, 30, 2, 30, 0));
}

static void
test_dates (void)
{
  gint64 now = local (2026, 11, 22, 20, 0, 0);

  assert_moment ("2026-11-23 06:00", now, local (2026, 11, 23, 6, 0, 0));
  assert_moment ("2026-11-23T06:00", now, local (2026, 11, 23, 6, 0, 0));
  assert_moment ("2026-11-23 06:00:59", now, local (2026, 11, 23, 6, 0, 59));
  assert_moment ("2026-1-2 3:04", now, local (2026, 1, 2, 3, 4, 0));
  /* Summer and winter. */
  assert_moment ("2027-07-01 12:00", now, local (2027, 7, 1, 12, 0, 0));
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "", "+", "+-1", "+ 1", "+1x", "+1min ", "+min", "+1h30minx", "+9999999999", "-10", "10", "now",
    "tomorrow", "24:00", "23:60", "23:30:60", "23", "23:", ":30", "23:30:", "23:30:15:1", " 23:30",
    "23:30 ", "123:00", "23:030", "+999999999d", "2026-11-23", "2026-11-23 ", "2026-13-01 00:00", "2026-02-30 00:00",
    "2026-11-23  06:00", "2026-11-23x06:00", "11-23 06:00", "2026/11/23 06:00",
    "2026-11-23T06:00Z", "2026-03-29 02:30", "0000-01-01 00:00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 moment = 42;

      g_test_message ("“%s”", cases[i]);
      g_assert_false (kx_date_parse (cases[i], local (2026, 11, 22, 20, 0, 0), &moment, &error));
      g_assert_error (error, KX_USAGE_ERROR, 0);
      g_assert_cmpint (moment, ==, 42);
    }
}

static void
assert_span (gint64 span, const char *expected)
{
  g_autofree char *text = kx_date_format_span (span);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_format (void)
{
  g_autofree char *text = kx_date_format (local (2026, 11, 23, 6, 0, 0));

  g_assert_cmpstr (text, ==, "2026-11-23 06:00 CET");
  assert_span (-5, "in less than a minute");
  assert_span (29 * G_TIME_SPAN_SECOND, "in less than a minute");
  assert_span (G_TIME_SPAN_MINUTE, "in 1 minute");
  assert_span (10 * G_TIME_SPAN_MINUTE - 1, "in 10 minutes");
  assert_span (10 * G_TIME_SPAN_HOUR, "in 10 hours");
  assert_span (3 * G_TIME_SPAN_DAY, "in 3 days");
}

int
main (int argc, char **argv)
{
  /* Without the zone database of the machine. */
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/spans", test_spans);
  g_test_add_func ("/date/times-of-day", test_times_of_day);
  g_test_add_func ("/date/dates", test_dates);
  g_test_add_func ("/date/refused", test_refused);
  g_test_add_func ("/date/format", test_format);
  return g_test_run ();
}
