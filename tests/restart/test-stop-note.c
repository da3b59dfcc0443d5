/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "error.h"
#include "stop-note.h"

static char *
format (void)
{
  KxStopNote note = { .boot_id = (char *) "0f7c9e4e-1f3a",
                      .target = KX_STOP_TARGET_KEXEC,
                      .moment = { .ticks = 12345678901234, .realtime = 1795377600000000 },
                      .loaded = 1 };

  return kx_stop_note_format (&note);
}

static void
test_round_trip (void)
{
  static const KxStopTarget targets[] = { KX_STOP_TARGET_UNKNOWN, KX_STOP_TARGET_KEXEC,
                                          KX_STOP_TARGET_REBOOT, KX_STOP_TARGET_OFF };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    for (int loaded = -1; loaded <= 1; loaded++)
      {
        KxStopNote note = { .boot_id = (char *) "0f7c9e4e-1f3a",
                            .target = targets[i],
                            .moment = { .ticks = G_MAXINT64 / 2 - 1 - i, .realtime = 1795377600000000 },
                            .loaded = loaded };
        g_autofree char *text = kx_stop_note_format (&note);
        g_autoptr (GError) error = NULL;
        g_auto (KxStopNote) read = { 0 };

        g_assert_true (kx_stop_note_parse (text, strlen (text), &read, &error));
        g_assert_no_error (error);
        g_assert_cmpstr (read.boot_id, ==, note.boot_id);
        g_assert_cmpint (read.target, ==, note.target);
        g_assert_cmpuint (read.moment.ticks, ==, note.moment.ticks);
        g_assert_cmpint (read.moment.realtime, ==, note.moment.realtime);
        g_assert_cmpint (read.loaded, ==, loaded);
      }
}

static void
test_units (void)
{
  g_assert_cmpint (kx_stop_target_from_unit ("kexec.target"), ==, KX_STOP_TARGET_KEXEC);
  g_assert_cmpint (kx_stop_target_from_unit ("reboot.target"), ==, KX_STOP_TARGET_REBOOT);
  g_assert_cmpint (kx_stop_target_from_unit ("poweroff.target"), ==, KX_STOP_TARGET_OFF);
  g_assert_cmpint (kx_stop_target_from_unit ("halt.target"), ==, KX_STOP_TARGET_OFF);
  /* The kernel stays: no restart of the machine. */
  g_assert_cmpint (kx_stop_target_from_unit ("soft-reboot.target"), ==, KX_STOP_TARGET_UNKNOWN);
  g_assert_cmpint (kx_stop_target_from_unit ("kexec.service"), ==, KX_STOP_TARGET_UNKNOWN);
  g_assert_cmpint (kx_stop_target_from_unit (""), ==, KX_STOP_TARGET_UNKNOWN);
}

static void
assert_refused (const char *data, gsize size)
{
  KxStopNote note = { .boot_id = (char *) "untouched", .loaded = 7 };
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_stop_note_parse (data, size, &note, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_cmpstr (note.boot_id, ==, "untouched");
  g_assert_cmpint (note.loaded, ==, 7);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *key;
    const char *value; /* NULL: missing */
  } cases[] = {
    { "version", "2" },    { "version", NULL }, { "boot-id", NULL },  { "boot-id", "" },
    { "target", NULL },    { "target", "moon" }, { "ticks", NULL },   { "ticks", "-1" },
    { "realtime", NULL },  { "realtime", "-1" }, { "realtime", "soon" },
    { "realtime", "9223372036854775807" },
    { "loaded", NULL },    { "loaded", "2" },   { "loaded", "-2" },
  };
  g_autofree char *text = format ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *changed = NULL;
      gsize size;

      g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
      if (cases[i].value != NULL)
        g_key_file_set_value (file, "stopped", cases[i].key, cases[i].value);
      else
        g_key_file_remove_key (file, "stopped", cases[i].key, NULL);
      changed = g_key_file_to_data (file, &size, NULL);
      g_test_message ("%s=%s", cases[i].key, cases[i].value);
      assert_refused (changed, size);
    }

  assert_refused ("", 0);
  assert_refused ("\0\0\0\0", 4);
  /* The last line but for its newline may lack some of its digits, and none of the others. */
  for (gsize size = 0; size < strlen (text) - strlen ("1\n"); size++)
    assert_refused (text, size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stop-note/round-trip", test_round_trip);
  g_test_add_func ("/stop-note/units", test_units);
  g_test_add_func ("/stop-note/refused", test_refused);
  return g_test_run ();
}
