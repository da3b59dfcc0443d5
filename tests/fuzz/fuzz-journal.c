/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "journal.h"

static volatile gsize sink;

/* Whoever shows what is in it relies on these. */
static void
read_intent (const KxIntent *intent)
{
  sink += strlen (intent->boot_id) + strlen (intent->from) + strlen (intent->image)
          + strlen (intent->cmdline) + strlen (intent->digest)
          + strlen (kx_begun_to_string (intent->begun));
}

static void
read_journal (const KxJournal *journal)
{
  if (journal->standing != NULL)
    read_intent (journal->standing);
  if (journal->pending != NULL)
    read_intent (journal->pending);

  for (guint i = 0; i < journal->restarts->len; i++)
    {
      const KxRestart *restart = journal->restarts->pdata[i];

      read_intent (restart->intent);
      sink += strlen (restart->boot_id) + strlen (restart->to)
              + strlen (kx_verdict_to_string (restart->verdict));
      g_assert_cmpuint (restart->number, <, journal->next);
    }

  for (guint i = 0; i < journal->quarantine->records->len; i++)
    {
      const KxFailureRecord *record = journal->quarantine->records->pdata[i];
      g_autofree char *why = kx_quarantine_explain (journal->quarantine, record->digest, 1);

      sink += strlen (record->image) + (why != NULL ? strlen (why) : 0);
      kx_quarantine_has_failed (journal->quarantine, record->digest, "raw");
    }
}

static gboolean
try (const char *data, gsize size)
{
  GError *error = NULL;
  g_autoptr (KxJournal) journal = kx_journal_parse (data, size, &error);
  g_autoptr (KxJournal) copy = NULL;
  g_autoptr (KxJournal) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  const KxRestart *arrived;

  fuzz_check_error (journal != NULL, error);
  if (journal == NULL)
    return FALSE;

  /* What is accepted can be written, and is then the same; of a copy, too. */
  read_journal (journal);
  text = kx_journal_format (journal);
  again = kx_journal_parse (text, strlen (text), NULL);
  g_assert_nonnull (again);
  copy = kx_journal_copy (again);
  second = kx_journal_format (copy);
  if (strlen (text) < KX_JOURNAL_SIZE_MAX / 2)
    g_assert_cmpstr (text, ==, second);

  arrived = kx_journal_find_arrived (copy);
  g_assert_true (arrived == NULL || arrived->verdict == KX_VERDICT_ARRIVED);
  if (kx_journal_get_last (copy) != NULL)
    kx_journal_add (copy, kx_restart_copy (kx_journal_get_last (copy)));
  return TRUE;
}

/* As it is, and as its writer would have sealed it: nobody guesses a digest. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *digest = NULL;
  g_autoptr (GString) sealed = NULL;

  if (try ((const char *) data, size))
    return 0;

  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  sealed = g_string_new_len ((const char *) data, (gssize) size);
  g_string_append_printf (sealed, "[seal]\nsha256=%s\n", digest);
  try (sealed->str, sealed->len);
  return 0;
}
