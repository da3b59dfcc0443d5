/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recall.h"

#include "record.h"
#include "staged-store.h"

/* The predecessor's record; all zero where there is none of this boot. */
static void
read_record (int runtime_fd, const char *boot_id, KxLedger *found)
{
  g_autoptr (GError) error = NULL;

  if (runtime_fd >= 0 && !kx_record_read (runtime_fd, found, &error) && error != NULL)
    g_warning ("%s", error->message);
  if (g_strcmp0 (found->boot_id, boot_id) != 0)
    {
      kx_ledger_clear (found);
      *found = (KxLedger){ 0 };
    }
}

/* What is known of what is loaded now. */
static void
adopt (KxRecovery recovery, KxLedger *found, KxLedger *ledger)
{
  switch (recovery)
    {
    case KX_RECOVERY_KNOWN:
      ledger->armed = g_steal_pointer (&found->armed);
      ledger->counter = found->counter;
      ledger->sealed = found->sealed;
      return;
    case KX_RECOVERY_FOREIGN:
      if (found->armed != NULL && found->armed->origin == KX_ORIGIN_FOREIGN)
        {
          ledger->armed = g_steal_pointer (&found->armed);
          return;
        }
      ledger->generation++;
      ledger->armed = kx_armed_new (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED);
      if (found->armed != NULL && found->armed->level == KX_LEVEL_ARMED)
        ledger->armed->replaced = g_strdup (found->armed->image);
      return;
    case KX_RECOVERY_UNSURE:
      ledger->next = found->next != NULL ? g_steal_pointer (&found->next)
                                         : g_steal_pointer (&found->armed);
      ledger->phase = ledger->next != NULL ? KX_PHASE_LOADING : KX_PHASE_UNLOADING;
      ledger->counter = -1;
      break;
    case KX_RECOVERY_GONE:
      g_free (ledger->suspended);
      ledger->suspended = g_strdup (KX_LEDGER_UNLOADED_BY_ANOTHER);
      break;
    case KX_RECOVERY_NOTHING:
    default:
      break;
    }

  if (found->armed != NULL || recovery == KX_RECOVERY_UNSURE)
    ledger->generation++;
}

KxRecovery
kx_recall (int runtime_fd,
           const KxMachine *machine,
           const KxKexecState *kernel,
           KxLedger *ledger,
           KxPlan **plan)
{
  g_auto (KxLedger) found = { 0 };
  KxRecovery recovery;

  read_record (runtime_fd, machine->boot_id, &found);
  *plan = found.armed != NULL && found.armed->level == KX_LEVEL_STAGED
              ? kx_staged_store_take (found.armed)
              : NULL;
  recovery = kx_recovery_decide (found.boot_id != NULL ? &found : NULL, machine->boot_id,
                                 kernel->loaded, kernel->counter, *plan != NULL);

  *ledger = (KxLedger){
    .boot_id = g_strdup (machine->boot_id),
    .loads = found.loads,
    /* Not from 0: who remembers a number of an earlier boot shall not hit by chance. */
    .generation = found.boot_id != NULL ? found.generation : (guint64) g_get_real_time (),
    .cold = found.cold,
    .counter = kernel->counter,
    .suspended = g_steal_pointer (&found.suspended),
  };
  adopt (recovery, &found, ledger);

  if (recovery != KX_RECOVERY_KNOWN)
    g_clear_pointer (plan, kx_plan_unref);
  if (*plan == NULL)
    kx_staged_store_replace (NULL);
  return recovery;
}
