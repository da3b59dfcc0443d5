/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "x86_64/serial.h"

#include <string.h>

#include "fake-hardware.h"

#define PORT 0x2f8
#define READY 0x60

/* The text that was put out. */
static char *
text_put (void)
{
  g_auto (GStrv) steps = g_strsplit (fake_done->str, "; ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; steps[i] != NULL && *steps[i] != '\0'; i++)
    {
      g_assert_true (g_str_has_prefix (steps[i], "out8 2f8="));
      g_string_append_c (text, (char) g_ascii_strtoull (steps[i] + strlen ("out8 2f8="), NULL, 16));
    }
  return g_string_free (text, FALSE);
}

static void
assert_report (guint32 region, guint32 n_regions, const char *part)
{
  g_autofree char *expected
      = g_strdup_printf ("\r\nkexecd: memory changed on the way to the new kernel (part %s): "
                         "resetting the machine\r\n", part);
  g_autofree char *text = NULL;

  fake_hardware_reset ();
  fake_ports[PORT + 5] = READY;
  kx_serial_report (PORT, region, n_regions);
  text = text_put ();
  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  assert_report (1, 4, "1 of 4");
  assert_report (10, 31, "10 of 31");
  assert_report (0, 4294967295u, "0 of 4294967295");
}

/* A port that never becomes ready: all characters together wait no longer than a fraction of a second. */
static void
test_stuck (void)
{
  fake_hardware_reset ();
  kx_serial_report (PORT, 1, 2);
  g_assert_cmpstr (fake_done->str, ==, "");
  g_assert_cmpuint (fake_reads, <=, 200000);
  g_assert_cmpuint (fake_reads, >=, 100000);
}

/* One that takes bytes and never gets rid of them: that is waited for, because a reset drops them. */
static void
test_never_empty (void)
{
  g_autofree char *text = NULL;

  fake_hardware_reset ();
  fake_ports[PORT + 5] = 0x20;
  kx_serial_report (PORT, 1, 2);
  text = text_put ();
  g_assert_nonnull (strstr (text, "resetting"));
  g_assert_cmpuint (fake_reads, <=, 200200);
  g_assert_cmpuint (fake_reads, >=, 100000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/purgatory/serial/text", test_text);
  g_test_add_func ("/purgatory/serial/stuck", test_stuck);
  g_test_add_func ("/purgatory/serial/never-empty", test_never_empty);
  return g_test_run ();
}
