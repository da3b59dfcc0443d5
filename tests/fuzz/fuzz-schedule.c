/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "schedule.h"

static volatile gsize sink;

/* What is accepted has all that a restart needs, can be written, and is then the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (KxSchedule) schedule = NULL;
  g_autoptr (KxSchedule) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  GError *error = NULL;
  guint warnings = 0;
  gint64 next;

  schedule = kx_schedule_parse ((const char *) data, size, &error);
  fuzz_check_error (schedule != NULL, error);
  if (schedule == NULL)
    return 0;

  sink += strlen (schedule->boot_id) + strlen (schedule->digest) + strlen (schedule->image);
  g_assert_cmpint (schedule->origin, !=, KX_ORIGIN_FOREIGN);
  g_assert_cmpint (schedule->when - schedule->since, <=, KX_SCHEDULE_FARTHEST);
  g_assert_cmpint (kx_schedule_step (schedule, schedule->since, &warnings, &next), <=,
                   KX_SCHEDULE_WARN);
  g_assert_cmpint (next, >, schedule->since);

  text = kx_schedule_format (schedule);
  again = kx_schedule_parse (text, strlen (text), NULL);
  g_assert_nonnull (again);
  second = kx_schedule_format (again);
  g_assert_cmpstr (text, ==, second);
  return 0;
}
