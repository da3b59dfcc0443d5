/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "journal.h"
#include "root.h"
#include "stop-note.h"
#include "tick-clock.h"

/*
 * The chronicle: keeps the journal of restarts, and its file in the state directory. It is read once,
 * at the start; it is written in a thread, one state at a time, and of those that wait the newest.
 * What cannot be read is set aside and told, what cannot be written is told and tried again: the
 * daemon goes on with what it has in memory. Main loop only.
 *
 * Signals: "changed": the newest restart, or what is wrong with the file, is another; "restarted": the
 * restart before this boot is decided and measured (kx_chronicle_announce()).
 */
#define KX_TYPE_CHRONICLE (kx_chronicle_get_type ())
G_DECLARE_FINAL_TYPE (KxChronicle, kx_chronicle, KX, CHRONICLE, GObject)

/* Blocks on the disk: nobody asks the daemon anything yet, and what is loaded depends on it. */
KxChronicle *kx_chronicle_new (KxRoot *root);

/* Not owned. Who changes it calls kx_chronicle_save() or kx_chronicle_save_async() before anything
 * else happens. */
KxJournal *kx_chronicle_get_journal (KxChronicle *chronicle);

/*
 * What is promised now; taken, NULL: nothing. Not saved by that. Where the machine still runs when
 * KX_INTENT_PATIENCE is over, the restart did not begin: nothing is promised any more.
 */
void kx_chronicle_set_pending (KxChronicle *chronicle, KxIntent *pending);

void kx_chronicle_save (KxChronicle *chronicle);

/* The same; ends when the present state, or a later one, is on disk. Errors: KX_ERROR_FAILED. */
void kx_chronicle_save_async (KxChronicle *chronicle,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kx_chronicle_save_finish (GAsyncResult *result, GError **error);

/* For the daemon's end: writes what is not on disk yet, and blocks for that. */
void kx_chronicle_flush (KxChronicle *chronicle);

/* What is wrong with the file, and what follows from that; NULL: nothing. (transfer full) */
char *kx_chronicle_describe_problem (KxChronicle *chronicle);

/* The note of when services had stopped for the last time. FALSE: there is none that is of use.
 * Blocks on the disk, as kx_chronicle_new() does. */
gboolean kx_chronicle_read_stop_note (KxChronicle *chronicle, KxStopNote *note);

/* The counter's frequency as this daemon has measured it until @now, kHz; 0: not yet, or never. */
guint64 kx_chronicle_get_khz (KxChronicle *chronicle, const KxTickReading *now);

/* Emits "restarted". */
void kx_chronicle_announce (KxChronicle *chronicle);
