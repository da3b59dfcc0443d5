/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "stop-note.h"

/* Where PID 1 answers root when there is no bus any more; what systemctl uses, too. */
#define KX_JOBS_ADDRESS "unix:path=/run/systemd/private"

/*
 * kx_jobs_find_target:
 * @address: of the service manager, which is spoken to without a bus
 * @is_shutdown: (out): whether the machine goes down, and not only a service. A restart of user space
 *   alone (soft-reboot.target) is none: the kernel stays
 * @target: (out): where it goes then; KX_STOP_TARGET_UNKNOWN for a target of an administrator's own
 *
 * The shutdown has a job that waits until everything has stopped. Blocks, for 20 seconds at most.
 *
 * Returns: FALSE with KX_ERROR_FAILED where nobody answers; both untouched then.
 */
gboolean kx_jobs_find_target (const char *address, gboolean *is_shutdown, KxStopTarget *target,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
