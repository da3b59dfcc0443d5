/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "duration.h"

static void
assert_duration (gint64 span, const char *expected)
{
  g_autofree char *text = kx_duration_format (span);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_units (void)
{
  assert_duration (0, "0 ms");
  assert_duration (48 * 1000, "48 ms");
  assert_duration (3100 * 1000, "3.1 s");
  assert_duration (G_TIME_SPAN_MINUTE + 21400 * 1000, "81.4 s");
  assert_duration (2 * G_TIME_SPAN_MINUTE + 5 * G_TIME_SPAN_SECOND, "2 min 5 s");
  assert_duration (100 * G_TIME_SPAN_MINUTE, "1 h 40 min");
  assert_duration (50 * G_TIME_SPAN_HOUR, "50 h 0 min");
}

/* What is rounded up takes the next unit, not a number that its own cannot have. */
static void
test_rounding (void)
{
  assert_duration (499, "0 ms");
  assert_duration (500, "1 ms");
  assert_duration (999499, "999 ms");
  assert_duration (999500, "1.0 s");
  assert_duration (G_TIME_SPAN_SECOND + 49999, "1.0 s");
  assert_duration (G_TIME_SPAN_SECOND + 50000, "1.1 s");
  assert_duration (99949999, "99.9 s");
  assert_duration (99950000, "1 min 40 s");
  assert_duration (119499999, "1 min 59 s");
  assert_duration (119500000, "2 min 0 s");
  assert_duration (G_TIME_SPAN_HOUR - 500001, "59 min 59 s");
  assert_duration (G_TIME_SPAN_HOUR - 500000, "1 h 0 min");
}

static void
test_sign (void)
{
  assert_duration (-499, "0 ms");
  assert_duration (-48 * 1000, "-48 ms");
  assert_duration (-21400 * 1000, "-21.4 s");
  assert_duration (-2 * G_TIME_SPAN_HOUR, "-2 h 0 min");
}

static void
test_ends (void)
{
  assert_duration (G_MAXINT64, "2562047788 h 1 min");
  assert_duration (G_MININT64, "-2562047788 h 1 min");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/duration/units", test_units);
  g_test_add_func ("/duration/rounding", test_rounding);
  g_test_add_func ("/duration/sign", test_sign);
  g_test_add_func ("/duration/ends", test_ends);
  return g_test_run ();
}
