/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "machine.h"

/* What the kernel says of kexec. */
typedef struct
{
  int loaded;         /* 1: something is loaded, 0: nothing, -1: unknown */
  int disabled;       /* kexec_load_disabled: 1, 0, -1: unknown */
  int limit;          /* calls that an administrator still allows; -1: no limit */
  int counter;        /* kexec_load_limit_reboot itself; -1: calls are not counted */
  gboolean has_limit; /* this kernel has that file (6.3 and later) */
  gboolean supported; /* this kernel has kexec at all */
} KxKexecState;

/*
 * kx_kexec_state_read:
 * @root_fd: descriptor of the root directory
 * @state: (out): always filled in
 *
 * Reads /sys/kernel/kexec/loaded or, on older kernels, /sys/kernel/kexec_loaded, and
 * kexec_load_disabled and kexec_load_limit_reboot in /proc/sys/kernel, all below @root_fd. Cheap
 * enough for the main loop: none of these files lies on a disk.
 */
void kx_kexec_state_read (int root_fd, KxKexecState *state);

/*
 * kx_kexec_state_is_busy:
 *
 * Whether somebody's load or unload is under way at this moment. The kernel takes its lock to tell
 * the size of the crash kernel's memory, and refuses with EBUSY where it cannot: crash_get_memory_size()
 * in kernel/kexec_core.c, Linux 6.1; older ones wait.
 */
gboolean kx_kexec_state_is_busy (int root_fd);

/*
 * kx_kexec_state_start_counting:
 *
 * Where no limit is set, sets the largest one: from then on the kernel counts down every call to
 * load or to drop an image, whoever makes it and however it ends (kexec_load_permitted() in its
 * kernel/kexec_core.c). It cannot be raised again before the next boot, and 2³¹ calls are enough
 * for any. A limit that is set already counts all the same and stays as it is.
 *
 * Returns: FALSE with KX_ERROR_FAILED where the kernel could count and does not.
 */
gboolean kx_kexec_state_start_counting (int root_fd,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kexec_state_check:
 *
 * Whether a load can succeed at all as far as the kernel's own switches say.
 *
 * Returns: TRUE, or FALSE with KX_ERROR_UNSUPPORTED (no kexec in this kernel) or KX_ERROR_DISABLED
 * (kexec_load_disabled, no calls left).
 */
gboolean kx_kexec_state_check (const KxKexecState *state,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kexec_state_explain_refusal:
 * @state: read after the call that was refused
 * @lockdown: of this machine
 * @error: (inout): an error of kx_kexec_file_load() or kx_kexec_unload()
 *
 * EPERM has four causes; this replaces the error for it (KX_ERROR_DISABLED) by one that names the
 * cause that is found in @state and @lockdown. Other errors stay as they are.
 */
void kx_kexec_state_explain_refusal (const KxKexecState *state, KxLockdown lockdown,
                                     GError **error);
