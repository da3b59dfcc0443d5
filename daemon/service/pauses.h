/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Growing pauses between attempts: 2, 4, 8, 16, 32, 60 seconds, then none any more, so that nothing
 * wakes up for ever because of something that nobody mends. Main loop only.
 */
typedef struct _KxPauses KxPauses;

/* @function is called with @user_data at the end of each pause. */
KxPauses *kx_pauses_new (void (*function) (gpointer user_data), gpointer user_data);
void kx_pauses_free (KxPauses *pauses);

/* Begins the next pause; where one is under way or all are used up, nothing happens. */
void kx_pauses_next (KxPauses *pauses);

/* Ends the pause under way without the call; the next one is the shortest again. */
void kx_pauses_reset (KxPauses *pauses);
