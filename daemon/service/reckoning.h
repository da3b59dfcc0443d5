/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The reckoning: at the start of the daemon it decides what became of the restart before this boot
 * (KxVerdict), tells the keeper what has failed, and notes from then on what is armed. When
 * everything is started it measures the restart, or the cold boot that others are compared by, and
 * announces it: an event, and the chronicle's "restarted". Main loop only.
 */
typedef struct _KxReckoning KxReckoning;

/* Decides; reads a few files and blocks on them: what may be loaded depends on it. */
KxReckoning *kx_reckoning_new (GDBusConnection *connection, KxKeeper *keeper);
void kx_reckoning_free (KxReckoning *reckoning);
