/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "assessment.h"
#include "follower.h"
#include "keeper.h"

/*
 * Reads the configuration anew while the daemon runs, and has what is loaded and the hazards follow
 * it. Main loop only; the files are read in a thread.
 */
typedef struct _KxReload KxReload;

KxReload *kx_reload_new (KxKeeper *keeper, KxFollower *follower, KxAssessment *assessment);

/* What is being read then no longer counts. */
void kx_reload_free (KxReload *reload);

/*
 * Begins, and tells the service manager when it begins and when it has ended. Mistakes are told to
 * the journal and to the keeper. Where files are being read already, they are read once more.
 */
void kx_reload_begin (KxReload *reload);
