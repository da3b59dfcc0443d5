/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "catalogue.h"
#include "root.h"

/*
 * The scanner: looks at the kernels of the machine, in a thread, when they have come to rest after
 * a change, and again with growing pauses while one of them is still being written. A newer look
 * takes the place of one under way.
 *
 * Signals: "changed": something is different on the disk, a look follows. "scanned" (KxCatalogue *,
 * const GError *): a look has ended; one of the two is NULL. "waiting-changed": as KxWatch.
 */
#define KX_TYPE_SCANNER (kx_scanner_get_type ())
G_DECLARE_FINAL_TYPE (KxScanner, kx_scanner, KX, SCANNER, GObject)

/* Watches, but does not look yet. Errors: those of kx_watch_new(). */
KxScanner *kx_scanner_new (KxRoot *root, GError **error);

/* Looks now, without waiting for anything. */
void kx_scanner_scan (KxScanner *scanner);

/* Whether a look is under way. */
gboolean kx_scanner_is_scanning (KxScanner *scanner);

/* As kx_watch_get_waiting() and kx_watch_get_problem(). */
const char *kx_scanner_get_waiting (KxScanner *scanner);
const char *kx_scanner_get_problem (KxScanner *scanner);
