/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/*
 * Turns: of the operations that change what is loaded, one at a time is under way; the others wait
 * in the order in which they came. Main loop only.
 */
typedef struct _KxTurns KxTurns;

KxTurns *kx_turns_new (void);

/* Who still waits is forgotten. */
void kx_turns_free (KxTurns *turns);

/* @function is called whenever a turn ends and nobody waits for the next one. */
void kx_turns_set_rest_function (KxTurns *turns,
                                 void (*function) (gpointer user_data),
                                 gpointer user_data);

/* Whether somebody has the turn. */
gboolean kx_turns_taken (const KxTurns *turns);

/*
 * @callback is called, never from within this function, when the caller has the turn; it then owes
 * kx_turns_give(). Where @cancellable is cancelled before, the wait ends with G_IO_ERROR_CANCELLED.
 */
void kx_turns_take_async (KxTurns *turns,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean kx_turns_take_finish (GAsyncResult *result, GError **error);

/* Ends the turn; the next in line gets it, and its callback may be called at once. */
void kx_turns_give (KxTurns *turns);
