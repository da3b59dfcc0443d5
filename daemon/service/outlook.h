/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/* What an ordinary reboot will do here, which depends on systemd, too. Main loop only. */

/* Asks systemd for its version; the keeper gets it when the answer is there. */
void kx_outlook_ask (KxKeeper *keeper, GDBusConnection *connection);

/* One sentence. @kernel: as kx_keeper_observe() has read it. (transfer full) */
char *kx_outlook_describe (KxKeeper *keeper,
                           const KxKexecState *kernel) G_GNUC_WARN_UNUSED_RESULT;
