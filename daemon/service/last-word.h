/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"
#include "systemd.h"

/*
 * What is done when the machine goes down, so that the restart is the one that was asked for.
 *
 * With OrdinaryReboot=cold and no Execute under way: what the kernel holds is dropped as soon as
 * logind announces a shutdown, before services stop; whose it is does not matter. When the daemon
 * itself is stopped for the shutdown, once more, and then the kernel is locked (kx_kexec_lock()):
 * from then on nothing watches over it, and systemd 252 and 253 would load the default entry again.
 * A shutdown that is called off in between leaves a kernel that can be armed again.
 *
 * With an Execute under way nobody may load over what was announced: kx_seal().
 *
 * Main loop only.
 */
typedef struct _KxLastWord KxLastWord;

/* Listens to logind from now on. */
KxLastWord *kx_last_word_new (GDBusConnection *connection, KxKeeper *keeper);
void kx_last_word_free (KxLastWord *last_word);

/*
 * For the daemon's stop: @callback is called when everything is said, at once where nothing is to
 * be. The machine goes down where @reason says so, or where logind announced it and @reason knows
 * nothing. Cannot fail: what goes wrong is logged, for nobody is left who could do better.
 */
void kx_last_word_speak_async (KxLastWord *last_word,
                               KxStopReason reason,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
