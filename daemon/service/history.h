/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "journal.h"

/* The journal of restarts as the contract shows it. */

/* A floating a{sv}: one of History. */
GVariant *kx_history_build_restart (const KxRestart *restart);

/* A floating aa{sv}, the newest first. */
GVariant *kx_history_build (const KxJournal *journal);
