/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metrics.h"

#include <string.h>

static KxRestart *
a_restart (KxVerdict verdict)
{
  KxRestart *restart = g_new0 (KxRestart, 1);

  restart->intent = g_new0 (KxIntent, 1);
  restart->intent->from = g_strdup ("6.1");
  restart->intent->digest = g_strdup ("0123");
  restart->intent->image = g_strdup ("image");
  restart->to = g_strdup ("6.\"2\\\n\xff");
  restart->verdict = verdict;
  restart->decided = 1700000000000007;
  restart->downtime.total = 11620000;
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    restart->downtime.parts[part] = -1;
  restart->downtime.parts[KX_DOWNTIME_HANDOVER] = 1;
  restart->downtime.parts[KX_DOWNTIME_USERSPACE] = 0;
  restart->saved = -1500000;
  return restart;
}

static void
test_nothing (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autofree char *text = kx_metrics_format (journal, 3);

  g_assert_cmpstr (text, ==,
                   "# TYPE kexecd_restarts counter\n"
                   "# HELP kexecd_restarts Restarts that were promised, by what became of them.\n"
                   "kexecd_restarts_total{verdict=\"arrived\"} 0\n"
                   "kexecd_restarts_total{verdict=\"wrong-kernel\"} 0\n"
                   "kexecd_restarts_total{verdict=\"cold\"} 0\n"
                   "kexecd_restarts_total{verdict=\"panicked\"} 0\n"
                   "kexecd_restarts_total{verdict=\"lost\"} 0\n"
                   "# TYPE kexecd_quarantined_images gauge\n"
                   "# HELP kexecd_quarantined_images Images that failed too often to be loaded.\n"
                   "kexecd_quarantined_images 0\n"
                   "# EOF\n");
}

static void
assert_line (const char *text, const char *line)
{
  g_autofree char *whole = g_strdup_printf ("\n%s\n", line);

  if (strstr (text, whole) == NULL)
    g_error ("no line “%s” in:\n%s", line, text);
}

static void
test_all (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autofree char *text = NULL;

  journal->cold = 42000000;
  kx_journal_add (journal, a_restart (KX_VERDICT_LOST));
  kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  text = kx_metrics_format (journal, 3);
  assert_line (text, "kexecd_restarts_total{verdict=\"arrived\"} 2");
  assert_line (text, "kexecd_restarts_total{verdict=\"lost\"} 1");
  assert_line (text, "kexecd_last_restart{verdict=\"arrived\",from=\"6.1\",to=\"6.\\\"2\\\\\\n\xef\xbf\xbd\"} 1");
  assert_line (text, "kexecd_last_restart_timestamp_seconds 1700000000.000007");
  assert_line (text, "kexecd_last_restart_downtime_seconds 11.620000");
  assert_line (text, "kexecd_last_restart_saved_seconds -1.500000");
  assert_line (text, "kexecd_last_restart_phase_seconds{phase=\"handover\"} 0.000001");
  assert_line (text, "kexecd_last_restart_phase_seconds{phase=\"userspace\"} 0.000000");
  assert_line (text, "kexecd_cold_boot_seconds 42.000000");
  g_assert_null (strstr (text, "phase=\"kernel\""));
  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
}

static void
test_not_known (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  KxRestart *restart = a_restart (KX_VERDICT_COLD);
  g_autofree char *text = NULL;

  restart->saved = restart->downtime.total = -1;
  restart->downtime.parts[KX_DOWNTIME_HANDOVER] = -1;
  restart->downtime.parts[KX_DOWNTIME_USERSPACE] = -1;
  kx_journal_add (journal, restart);
  text = kx_metrics_format (journal, 3);
  g_assert_null (strstr (text, "saved"));
  g_assert_null (strstr (text, "downtime"));
  g_assert_null (strstr (text, "phase"));
  g_assert_null (strstr (text, "cold_boot"));
}

static void
test_quarantined (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autoptr (KxRestart) restart = a_restart (KX_VERDICT_LOST);
  g_autofree char *one = NULL, *none = NULL, *unlimited = NULL;

  for (int i = 0; i < 3; i++)
    kx_quarantine_add (journal->quarantine, restart->intent, KX_VERDICT_LOST, NULL, 1);
  one = kx_metrics_format (journal, 3);
  assert_line (one, "kexecd_quarantined_images 1");
  none = kx_metrics_format (journal, 4);
  assert_line (none, "kexecd_quarantined_images 0");
  unlimited = kx_metrics_format (journal, 0);
  assert_line (unlimited, "kexecd_quarantined_images 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/nothing", test_nothing);
  g_test_add_func ("/metrics/all", test_all);
  g_test_add_func ("/metrics/not-known", test_not_known);
  g_test_add_func ("/metrics/quarantined", test_quarantined);
  return g_test_run ();
}
