/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "generated.h"

/*
 * A line on the terminal that says how far a slow load is. It shows itself when half a second has
 * passed since the daemon's first Progress signal, and only where standard error is a terminal.
 */
typedef struct _KxProgress KxProgress;

/* NULL where there is no terminal to show it on. Needs the main context to run. */
KxProgress *kx_progress_start (KxDbusManager *manager);

/* Takes the line away again. */
void kx_progress_stop (KxProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxProgress, kx_progress_stop)
