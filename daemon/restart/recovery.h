/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ledger.h"
#include "tally.h"

/* What a daemon that has just started may say about what the kernel holds. */
typedef enum
{
  KX_RECOVERY_NOTHING, /* nothing is loaded or staged */
  KX_RECOVERY_KNOWN,   /* exactly the ledger's `armed` */
  KX_RECOVERY_FOREIGN, /* something that the predecessor did not load */
  KX_RECOVERY_GONE,    /* what the predecessor had loaded is no longer there */
  KX_RECOVERY_UNSURE,  /* the predecessor ended in the middle of a call */
} KxRecovery;

/*
 * @ledger: the predecessor's, NULL where there is none or none that can be read; one of another
 * boot counts as none. @boot_id: this boot's. @loaded: the kernel's flag, 1, 0, or -1 where it
 * cannot be read. @counter: the kernel's load counter, -1 where it does not count. @staged_kept: the
 * sealed memory of a staged image is still there.
 */
KxRecovery kx_recovery_decide (const KxLedger *ledger,
                               const char *boot_id,
                               int loaded,
                               int counter,
                               gboolean staged_kept);
