/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metrics.h"

/* Microseconds as seconds: in digits, which no locale changes. */
static void
add_seconds (GString *out, gint64 microseconds)
{
  guint64 size = microseconds < 0 ? -(guint64) microseconds : (guint64) microseconds;

  g_string_append_printf (out, "%s%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT "\n",
                          microseconds < 0 ? "-" : "", size / G_USEC_PER_SEC,
                          size % G_USEC_PER_SEC);
}

/* @unit: NULL: none. */
static void
begin (GString *out, const char *name, const char *type, const char *unit, const char *help)
{
  g_string_append_printf (out, "# TYPE %s %s\n", name, type);
  if (unit != NULL)
    g_string_append_printf (out, "# UNIT %s %s\n", name, unit);
  g_string_append_printf (out, "# HELP %s %s\n", name, help);
}

static void
add_gauge (GString *out, const char *name, gint64 microseconds, const char *help)
{
  begin (out, name, "gauge", "seconds", help);
  g_string_append_printf (out, "%s ", name);
  add_seconds (out, microseconds);
}

/* Text of anybody's as the value of a label. */
static void
add_label (GString *out, const char *name, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_string_append_printf (out, "%s=\"", name);
  for (const char *at = valid; *at != '\0'; at++)
    if (*at == '\n')
      g_string_append (out, "\\n");
    else if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else
      g_string_append_c (out, *at);
  g_string_append_c (out, '"');
}

static void
add_totals (GString *out, const KxJournal *journal)
{
  begin (out, "kexecd_restarts", "counter", NULL,
         "Restarts that were promised, by what became of them.");
  for (guint verdict = KX_VERDICT_ARRIVED; verdict < KX_JOURNAL_VERDICTS; verdict++)
    g_string_append_printf (out, "kexecd_restarts_total{verdict=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            kx_verdict_to_string (verdict), journal->totals[verdict]);
}

static void
add_last (GString *out, const KxRestart *last)
{
  gboolean has_parts = FALSE;

  /* OpenMetrics has a type "info" for that, with which a node exporter rejects the whole file. */
  begin (out, "kexecd_last_restart", "gauge", NULL, "The last restart: always 1.");
  g_string_append (out, "kexecd_last_restart{");
  add_label (out, "verdict", kx_verdict_to_string (last->verdict));
  g_string_append_c (out, ',');
  add_label (out, "from", last->intent->from);
  g_string_append_c (out, ',');
  add_label (out, "to", last->to);
  g_string_append (out, "} 1\n");

  if (last->decided > 0)
    add_gauge (out, "kexecd_last_restart_timestamp_seconds", last->decided,
               "When that was found out, since the epoch.");
  if (last->downtime.total >= 0)
    add_gauge (out, "kexecd_last_restart_downtime_seconds", last->downtime.total,
               "From when it was asked for until everything was started.");
  if (last->saved != -1)
    add_gauge (out, "kexecd_last_restart_saved_seconds", last->saved,
               "What it took less than a cold boot of this machine.");

  for (KxDowntimePart part = 0; part < KX_DOWNTIME_PARTS; part++)
    {
      if (last->downtime.parts[part] < 0)
        continue;
      if (!has_parts)
        begin (out, "kexecd_last_restart_phase_seconds", "gauge", "seconds",
               "The parts of the downtime.");
      has_parts = TRUE;
      g_string_append_printf (out, "kexecd_last_restart_phase_seconds{phase=\"%s\"} ",
                              kx_downtime_part_to_string (part));
      add_seconds (out, last->downtime.parts[part]);
    }
}

static guint
count_quarantined (const KxQuarantine *quarantine, guint max_failures)
{
  guint n = 0;

  for (guint i = 0; max_failures > 0 && i < quarantine->records->len; i++)
    n += ((const KxFailureRecord *) quarantine->records->pdata[i])->failures >= max_failures;
  return n;
}

char *
kx_metrics_format (const KxJournal *journal, guint max_failures)
{
  GString *out = g_string_new (NULL);
  const KxRestart *last = kx_journal_get_last (journal);

  add_totals (out, journal);
  if (last != NULL)
    add_last (out, last);
  begin (out, "kexecd_quarantined_images", "gauge", NULL,
         "Images that failed too often to be loaded.");
  g_string_append_printf (out, "kexecd_quarantined_images %u\n",
                          count_quarantined (journal->quarantine, max_failures));
  if (journal->cold >= 0)
    add_gauge (out, "kexecd_cold_boot_seconds", journal->cold,
               "The last cold boot, from all services stopped to everything started.");
  g_string_append (out, "# EOF\n");
  return g_string_free (out, FALSE);
}
