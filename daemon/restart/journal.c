/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journal.h"

#include <string.h>

KxRestart *
kx_restart_copy (const KxRestart *restart)
{
  KxRestart *copy = g_new (KxRestart, 1);

  *copy = *restart;
  copy->intent = kx_intent_copy (restart->intent);
  copy->reason = g_strdup (restart->reason);
  copy->boot_id = g_strdup (restart->boot_id);
  copy->to = g_strdup (restart->to);
  return copy;
}

void
kx_restart_free (KxRestart *restart)
{
  if (restart == NULL)
    return;

  kx_intent_free (restart->intent);
  g_free (restart->reason);
  g_free (restart->boot_id);
  g_free (restart->to);
  g_free (restart);
}

static KxJournal *
new_without_quarantine (void)
{
  KxJournal *journal = g_new0 (KxJournal, 1);

  journal->next = 1;
  journal->restarts = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_restart_free);
  journal->cold = -1;
  return journal;
}

KxJournal *
kx_journal_new (void)
{
  KxJournal *journal = new_without_quarantine ();

  journal->quarantine = kx_quarantine_new ();
  return journal;
}

KxJournal *
kx_journal_copy (const KxJournal *journal)
{
  KxJournal *copy = new_without_quarantine ();

  copy->next = journal->next;
  copy->standing = kx_intent_copy (journal->standing);
  copy->pending = kx_intent_copy (journal->pending);
  for (guint i = 0; i < journal->restarts->len; i++)
    g_ptr_array_add (copy->restarts, kx_restart_copy (journal->restarts->pdata[i]));
  copy->quarantine = kx_quarantine_copy (journal->quarantine);
  memcpy (copy->totals, journal->totals, sizeof copy->totals);
  copy->cold = journal->cold;
  copy->cold_stop = g_strdup (journal->cold_stop);
  copy->panic = journal->panic;
  return copy;
}

void
kx_journal_free (KxJournal *journal)
{
  if (journal == NULL)
    return;

  kx_intent_free (journal->standing);
  kx_intent_free (journal->pending);
  g_ptr_array_unref (journal->restarts);
  kx_quarantine_free (journal->quarantine);
  g_free (journal->cold_stop);
  g_free (journal);
}

void
kx_journal_add (KxJournal *journal, KxRestart *restart)
{
  g_return_if_fail (restart->intent != NULL);
  g_return_if_fail (restart->verdict != KX_VERDICT_PENDING);

  restart->number = journal->next;
  journal->next += 1;
  journal->totals[restart->verdict] += 1;
  g_ptr_array_add (journal->restarts, restart);
  if (journal->restarts->len > KX_JOURNAL_MAX)
    g_ptr_array_remove_index (journal->restarts, 0);
}

KxRestart *
kx_journal_get_last (const KxJournal *journal)
{
  guint length = journal->restarts->len;

  return length > 0 ? journal->restarts->pdata[length - 1] : NULL;
}

const KxRestart *
kx_journal_find_arrived (const KxJournal *journal)
{
  for (guint i = journal->restarts->len; i > 0; i--)
    {
      const KxRestart *restart = journal->restarts->pdata[i - 1];

      if (restart->verdict == KX_VERDICT_ARRIVED)
        return restart;
    }

  return NULL;
}
