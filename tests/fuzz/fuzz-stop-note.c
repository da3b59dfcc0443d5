/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "stop-note.h"

static volatile gsize sink;

/* What is accepted has a boot and a moment that can be reckoned with, and can be written and read
 * again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  KxStopNote note = { .boot_id = NULL, .loaded = -1 };
  KxStopNote again = { .boot_id = NULL, .loaded = -1 };
  g_autofree char *unit = g_strndup ((const char *) data, size);
  g_autofree char *text = NULL;
  GError *error = NULL;
  gboolean done;

  sink += kx_stop_target_from_unit (unit);
  done = kx_stop_note_parse ((const char *) data, size, &note, &error);
  fuzz_check_error (done, error);
  if (!done)
    {
      g_assert_null (note.boot_id);
      return 0;
    }

  sink += strlen (note.boot_id);
  g_assert_cmpint (note.moment.realtime, >=, 0);
  text = kx_stop_note_format (&note);
  g_assert_true (kx_stop_note_parse (text, strlen (text), &again, NULL));
  g_assert_cmpstr (again.boot_id, ==, note.boot_id);
  g_assert_cmpint (again.target, ==, note.target);
  g_assert_cmpuint (again.moment.ticks, ==, note.moment.ticks);
  g_assert_cmpint (again.moment.realtime, ==, note.moment.realtime);
  g_assert_cmpint (again.loaded, ==, note.loaded);
  kx_stop_note_clear (&again);
  kx_stop_note_clear (&note);
  return 0;
}
