/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * What makes the next ordinary reboot a cold one: what was found on the machine, and what somebody
 * asked for with SetNextRestart. Main loop only.
 */

/* (transfer full) (element-type KxColdReason): all reasons that there are now. */
GPtrArray *kx_cold_get_reasons (KxKeeper *keeper) G_GNUC_WARN_UNUSED_RESULT;

/*
 * To be called when one may have come or gone: keeps images out of the kernel as long as there is
 * any, and tells the journal when a cold restart becomes due, for what else, and when that is over.
 */
void kx_cold_update (KxKeeper *keeper);

/*
 * The contract's SetNextRestart: @kind "cold" or "fast", which withdraws the former. FALSE with
 * G_DBUS_ERROR_INVALID_ARGS for another word.
 */
gboolean kx_cold_parse_kind (const char *kind, gboolean *cold, GError **error);
