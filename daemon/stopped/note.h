/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The file's name in the state directory. */
#define KX_NOTE_FILE "stopped"

/*
 * kx_note_take:
 * @root_fd: descriptor of the root directory
 * @state_fd: of the state directory, open for reading
 * @address: where the service manager answers (jobs.h)
 *
 * Writes the stop note (stop-note.h) where the machine goes down; where only this service is stopped
 * there is nothing to write down. Blocks.
 *
 * Returns: FALSE with KX_ERROR_FAILED where nothing could be written: then the verdict on this restart
 * and its duration have to do without.
 */
gboolean kx_note_take (int root_fd, int state_fd, const char *address,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
