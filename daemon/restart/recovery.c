/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recovery.h"

static KxRecovery
at_rest (const KxArmed *armed, int loaded, KxTally tally, gboolean staged_kept)
{
  if (armed == NULL || armed->origin == KX_ORIGIN_FOREIGN)
    return loaded == 1 ? KX_RECOVERY_FOREIGN : KX_RECOVERY_NOTHING;

  if (armed->level == KX_LEVEL_STAGED)
    {
      if (loaded == 1)
        return KX_RECOVERY_FOREIGN;
      return staged_kept ? KX_RECOVERY_KNOWN : KX_RECOVERY_NOTHING;
    }

  if (loaded == 0)
    return KX_RECOVERY_GONE;
  if (tally == KX_TALLY_FOREIGN)
    return KX_RECOVERY_FOREIGN;
  return loaded == 1 ? KX_RECOVERY_KNOWN : KX_RECOVERY_UNSURE;
}

KxRecovery
kx_recovery_decide (const KxLedger *ledger,
                    const char *boot_id,
                    int loaded,
                    int counter,
                    gboolean staged_kept)
{
  KxTally tally;

  if (ledger == NULL || g_strcmp0 (ledger->boot_id, boot_id) != 0)
    return loaded == 1 ? KX_RECOVERY_FOREIGN : KX_RECOVERY_NOTHING;

  /* A predecessor that was about to call and did not is one at rest. */
  tally = kx_tally (ledger->counter, counter, 0);
  if (ledger->phase == KX_PHASE_REST || tally == KX_TALLY_OURS)
    return at_rest (ledger->armed, loaded, tally, staged_kept);

  /* The flag is one bit: it does not tell which of two images the kernel holds. Only where it holds
   * none is there nothing to be unsure of. */
  if (loaded != 0)
    return KX_RECOVERY_UNSURE;
  if (ledger->armed != NULL && ledger->armed->level == KX_LEVEL_STAGED && staged_kept)
    return KX_RECOVERY_KNOWN;
  return KX_RECOVERY_NOTHING;
}
