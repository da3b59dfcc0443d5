/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The guard over the next kernel: a watchdog of the hardware that the service manager sets for a
 * restart which Execute begins, and puts back where that is called off. It looks, in a thread, at
 * what protects (KxProtection) whenever something else is armed, the hazards were looked for or the
 * configuration has changed, and tells the keeper. Main loop only.
 */
#define KX_TYPE_GUARD (kx_guard_get_type ())
G_DECLARE_FINAL_TYPE (KxGuard, kx_guard, KX, GUARD, GObject)

/* Begins to look at once. A watchdog that a predecessor has set for a restart that never took place is
 * put back. */
KxGuard *kx_guard_new (GDBusConnection *connection, KxKeeper *keeper);

/*
 * For Execute, when its restart is under way (kx_keeper_is_executing()) and not yet asked for: looks
 * again and has the watchdog set where that protects. It is put back when the keeper says that no restart
 * is under way any more. Cannot fail: without a watchdog the restart is as it ever was.
 */
void kx_guard_raise_async (KxKeeper *keeper, GDBusConnection *connection, GAsyncReadyCallback callback,
                           gpointer user_data);
void kx_guard_raise_finish (GAsyncResult *result);
