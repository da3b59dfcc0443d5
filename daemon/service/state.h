/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * The state's name (KX_STATE_*, static), and in @reason the sentence that explains it, to be freed.
 * @kernel: as of kx_keeper_observe(), a moment ago.
 */
const char *kx_state_describe (KxKeeper *keeper, const KxKexecState *kernel, char **reason);

/* The sentence for an image of another program. (transfer full) */
char *kx_state_describe_foreign (const KxArmed *foreign);
