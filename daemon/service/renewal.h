/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * Keeps what was laid out in memory fit to be started: it is laid out anew where the machine's
 * memory has changed, and once a day, for fresh random addresses and a fresh seed. Where that is
 * not possible the image stays, unless it no longer fits to the memory: then it is dropped.
 * Main loop only.
 */
typedef struct _KxRenewal KxRenewal;

KxRenewal *kx_renewal_new (KxKeeper *keeper);
void kx_renewal_free (KxRenewal *renewal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxRenewal, kx_renewal_free)
