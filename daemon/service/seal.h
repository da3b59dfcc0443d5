/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * Between Execute's answer and the restart itself another program could still load over what was
 * announced. That ends here: the kernel is locked (kx_kexec_lock()), until its end. Main loop only.
 */

/*
 * The machine goes down and cannot be held up any more. Where another program has been at the kernel,
 * what it holds is dropped, and the lock keeps it empty: systemd restarts through the firmware then,
 * and an event says why. Returns at once.
 */
void kx_seal (KxKeeper *keeper);

/*
 * For who restarts the machine himself. FALSE: another program has been at the kernel, or nothing
 * is loaded any more, and he must not.
 */
gboolean kx_seal_now (KxKeeper *keeper) G_GNUC_WARN_UNUSED_RESULT;
