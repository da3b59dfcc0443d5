/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "follower.h"
#include "keeper.h"

/*
 * The memory guard: when memory gets short it has what is armed taken out of the kernel
 * (KX_HINDRANCE_MEMORY), gives up what is staged where even that is too much, and ends the
 * hindrance when there has been enough for a while. The kernel tells when memory is being searched
 * for; only while it is short it is looked for every few seconds whether it still is. Main loop
 * only.
 */
typedef struct _KxMemoryGuard KxMemoryGuard;

/* @pressure_fd: of kx_pressure_open(), now the guard's; -1: there is none. */
KxMemoryGuard *kx_memory_guard_new (KxKeeper *keeper, KxFollower *follower, int pressure_fd);
void kx_memory_guard_free (KxMemoryGuard *guard);

/* MemoryFloor= of this moment on this machine, in bytes; 0: none. */
guint64 kx_memory_guard_get_floor (KxKeeper *keeper);
