/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "armed.h"
#include "plan.h"

/*
 * The memory of a staged image, kept by the service manager over a crash of the daemon, so that
 * what somebody staged is not lost with it.
 */

/* Keeps the files of @plan in the place of those kept before; NULL: keeps none. */
void kx_staged_store_replace (const KxPlan *plan);

/*
 * At start: the plan of what @armed describes, if all of it was kept and still has its digest; NULL
 * otherwise.
 */
KxPlan *kx_staged_store_take (const KxArmed *armed);
