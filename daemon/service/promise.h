/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "keeper.h"
#include "tick-clock.h"

/*
 * What is promised before a restart: that what is armed will run afterwards (KxIntent). It goes to
 * the journal of restarts, for the daemon that starts then to judge by (reckoning.h). Main loop only.
 */

/*
 * Promises that what is armed runs after the restart that is about to begin, and that was asked for at
 * @asked. Ends when that is on disk, and also, with a warning, where it cannot be written or the disk
 * does not answer: a restart may be the very remedy.
 */
void kx_promise_async (KxKeeper *keeper,
                       uid_t uid,
                       gboolean force,
                       const KxTickReading *asked,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
void kx_promise_finish (GAsyncResult *result);

/* The restart does not take place. Nothing where nothing was promised. */
void kx_promise_withdraw (KxKeeper *keeper);

/* What was promised is out of the kernel, and the restart goes on as a cold one. @why: in a sentence. */
void kx_promise_break (KxKeeper *keeper, const char *why);

/* Notes what is armed now, for a restart that somebody else begins. */
void kx_promise_stand (KxKeeper *keeper);
